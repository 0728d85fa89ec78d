package dev.trustedpublishing.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.cli.shell.Shell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Shell shell =
      new Shell(
          new PrintWriter(out, true),
          new PrintWriter(err, true),
          Map.of(),
          Path.of(""),
          () -> false);

  @Test
  void bug_printsExplanationAndTraceWithoutMessages() {
    RuntimeException bug =
        new IllegalStateException("the token is abc", new IllegalArgumentException("abc"));

    assertThat(new Failures(shell, false).explain(bug)).isEqualTo(70);

    assertThat(err.toString())
        .startsWith("error: trusted-publish failed unexpectedly.")
        .contains("internal.bug", "Report this")
        .contains("java.lang.IllegalStateException\n    at " + FailuresTest.class.getName())
        .contains("caused by java.lang.IllegalArgumentException\n    at ")
        .doesNotContain("abc");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void bug_json_printsFailureDocument() {
    new Failures(shell, true).explain(new NoClassDefFoundError("x"));

    assertThat(out.toString())
        .startsWith("{\"result\":\"failed\",\"exit_code\":70,\"error\":{\"code\":\"internal.bug\"")
        .contains("java.lang.NoClassDefFoundError");
  }
}
