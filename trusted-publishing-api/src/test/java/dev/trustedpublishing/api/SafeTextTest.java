package dev.trustedpublishing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SafeTextTest {
  @Test
  void shown_removesControlAndBidiCharacters() {
    assertThat(SafeText.shown("a\u001b[31mred\u001b[0m\r\nINFO forged\u2028line\u202eright"))
        .isEqualTo("a [31mred [0m INFO forged line right");
  }

  @Test
  void shown_defusesWorkflowCommands() {
    assertThat(SafeText.shown("::add-mask::x ##vso[task] ##[error]"))
        .isEqualTo(": :add-mask: :x # #vso[task] # #[error]");
    assertThat(SafeText.shown("http://[::1]:8080")).isEqualTo("http://[::1]:8080");
  }

  @ParameterizedTest
  @CsvSource({
    "##teamcity[buildStatus status='FAILURE'], # #teamcity[buildStatus status='FAILURE']",
    "##VSO[task.setvariable], # #VSO[task.setvariable]",
    "##vSo[task], # #vSo[task]",
    "###vso[task], ## #vso[task]",
    "##[section]x, # #[section]x",
    "##[GROUP]x, # #[GROUP]x",
    ":::error::x, :: :error: :x",
    "::Stop-Commands::x, : :Stop-Commands: :x",
    "section_start:1560896352:x, section_start :1560896352:x",
    "section_end:1560896352:x, section_end :1560896352:x",
    "travis_fold:start:x, travis_fold :start:x",
    "travis_time:end:x, travis_time :end:x",
    "## Heading C::1, ## Heading C::1",
  })
  void shown_defusesCommandsOfEveryCiSystem(String raw, String safe) {
    assertThat(SafeText.shown(raw)).isEqualTo(safe);
    assertThat(SafeText.shown(SafeText.shown(raw))).isEqualTo(safe);
  }

  @Test
  void of_limitsLength() {
    assertThat(SafeText.of("x".repeat(5000), 2000).value()).hasSize(2003).endsWith("...");
    assertThat(SafeText.of("x".repeat(2000), 2000).value()).hasSize(2000);
    assertThat(SafeText.of("", 2000).value()).isEmpty();
  }

  @Test
  void shown_keepsPrintableUnicode() {
    assertThat(SafeText.shown("Zoë, 東京 — ok 🎉")).isEqualTo("Zoë, 東京 — ok 🎉");
  }

  @Test
  void redact_hidesTokenAndItsParts() {
    Secret jwt = Secret.of("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOmEvYiJ9.c2lnbmF0dXJlLWJ5dGVz");

    String redacted =
        SafeText.redact(
            "no such token: " + jwt.reveal() + " with payload eyJzdWIiOiJyZXBvOmEvYiJ9",
            List.of(jwt));

    assertThat(redacted).isEqualTo("no such token: [hidden] with payload [hidden]");
  }

  @Test
  void redact_hidesTokenFragments() {
    Secret token = Secret.of("npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ");

    assertThat(SafeText.redact("begins npm_aBcDeFgHiJ, ends PqRsTuVwXyZ", List.of(token)))
        .isEqualTo("begins [hidden], ends PqRsTuVwXyZ");
    assertThat(SafeText.redact("in\nnpm_aBcDeFgHiJkLm\nNoPqRsTuVwXyZ", List.of(token)))
        .isEqualTo("in\n[hidden]");
    assertThat(SafeText.redact("short: ab, c", List.of(Secret.of("ab"))))
        .isEqualTo("short: [hidden], c");
  }

  @Test
  void of_truncated_endsInDotsWithoutSplittingCharacters() {
    assertThat(SafeText.of("abcd", 3).value()).isEqualTo("abc...");
    assertThat(SafeText.of("abc", 2).value()).isEqualTo("ab");
    assertThat(SafeText.of("ab\uD83C\uDF89c", 3).value()).isEqualTo("ab\uD83C\uDF89...");
    assertThat(SafeText.of("  a  ", 5).value()).isEqualTo("a");
    assertThat(SafeText.of(" abcd", 3).value()).isEqualTo("abc...");
    assertThat(SafeText.of("a", 5)).hasToString("a");
  }

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource({
    "'a\tb', a b",
    "'a\u007fb', a b",
    "'a\u200bb', a b",
    "'a\u2028b', a b",
    "'a\u2029b', a b",
    "'a\ud800b', a b",
    "'a\u00a0\u00a0b', a b",
  })
  void shown_invisibleCharacter_becomesSpace(String raw, String safe) {
    assertThat(SafeText.shown(raw)).isEqualTo(safe);
  }

  static Stream<Arguments> reasons() {
    return Stream.of(
        arguments(new NoSuchFileException("x"), "no such file or folder"),
        arguments(new AccessDeniedException("x"), "permission denied"),
        arguments(new FileSystemException("x", null, "Not a directory"), "Not a directory"),
        arguments(new FileSystemException("x"), "x"),
        arguments(new IOException("disk\nfull"), "disk full"),
        arguments(new IOException(" "), "no details are known"),
        arguments(new IOException(), "no details are known"),
        arguments(new EOFException(), "it ends too early"),
        arguments(new EOFException("short"), "short"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void reason_isForPeople(IOException failure, String reason) {
    assertThat(SafeText.reason(failure)).isEqualTo(reason);
  }

  @ParameterizedTest(name = "a part of {0} characters")
  @CsvSource({"12, [hidden]", "11, aaaaaaaaaaa"})
  void redact_shortTokenPart_isKept(int length, String shown) {
    String part = "a".repeat(length);

    assertThat(SafeText.redact(part, List.of(Secret.of(part + ".b")))).isEqualTo(shown);
  }
}
