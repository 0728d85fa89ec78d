package dev.trustedpublishing.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void drives_no_terminal_and_forges_no_log_line() {
    assertThat(SafeText.shown("a\u001b[31mred\u001b[0m\r\nINFO forged\u2028line\u202eright"))
        .isEqualTo("a [31mred [0m INFO forged line right");
  }

  @Test
  void gives_no_command_to_a_ci_system() {
    assertThat(SafeText.shown("::add-mask::x ##vso[task] ##[error]"))
        .isEqualTo(": :add-mask: :x # #vso[task] # #[error]");
    assertThat(SafeText.shown("http://[::1]:8080")).isEqualTo("http://[::1]:8080");
  }

  @Test
  void has_a_length() {
    assertThat(SafeText.of("x".repeat(5000), 2000).value()).hasSize(2003).endsWith("...");
    assertThat(SafeText.of("x".repeat(2000), 2000).value()).hasSize(2000);
    assertThat(SafeText.of("", 2000).value()).isEmpty();
  }

  @Test
  void keeps_what_people_write() {
    assertThat(SafeText.shown("Zoë, 東京 — ok 🎉")).isEqualTo("Zoë, 東京 — ok 🎉");
  }

  @Test
  void takes_secrets_out_also_in_parts() {
    Secret jwt = Secret.of("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOmEvYiJ9.c2lnbmF0dXJlLWJ5dGVz");

    String redacted =
        SafeText.redact(
            "no such token: " + jwt.reveal() + " with payload eyJzdWIiOiJyZXBvOmEvYiJ9",
            List.of(jwt));

    assertThat(redacted).isEqualTo("no such token: [hidden] with payload [hidden]");
  }

  @Test
  void takes_pieces_of_secrets_out_too() {
    Secret token = Secret.of("npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ");

    assertThat(SafeText.redact("begins npm_aBcDeFgHiJ, ends PqRsTuVwXyZ", List.of(token)))
        .isEqualTo("begins [hidden], ends PqRsTuVwXyZ");
    assertThat(SafeText.redact("in\nnpm_aBcDeFgHiJkLm\nNoPqRsTuVwXyZ", List.of(token)))
        .isEqualTo("in\n[hidden]\n[hidden]");
    assertThat(SafeText.redact("short: ab, c", List.of(Secret.of("ab"))))
        .isEqualTo("short: [hidden], c");
  }
}
