package dev.trustedpublishing.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tools that behave and tools that do not. */
@DisabledOnOs(OS.WINDOWS)
class JdkProcessRunnerTest {
  @Test
  void stdout_isReturnedAsSecret() {
    assertThat(run(JdkProcessRunner.DEFAULT_LIMIT, "echo value; echo words >&2"))
        .isEqualTo(new ProcessOutcome.Exited(0, Optional.of(Secret.of("value")), "words"))
        .asString()
        .doesNotContain("value");
  }

  @Test
  @FaultRow("O11")
  void stdin_isEmpty() {
    assertThat(run(JdkProcessRunner.DEFAULT_LIMIT, "cat; exit 7"))
        .isEqualTo(new ProcessOutcome.Exited(7, Optional.empty(), ""));
  }

  @Test
  @FaultRow("O11")
  void timeout_killsProcessAndItsChildren() throws Exception {
    Duration limit = Duration.ofSeconds(1);

    // By its own number: who has lost its parent is nobody's descendant any more.
    String sleep = "sleep 4711." + System.nanoTime();

    assertThat(run(limit, sleep + " & " + sleep)).isEqualTo(new ProcessOutcome.TimedOut(limit));

    for (ProcessHandle child : ProcessHandle.allProcesses().filter(runs(sleep)).toList()) {
      // Who was killed may take its time to die, but not the 4711 s that it would have slept.
      assertThat(child.onExit().get(30, TimeUnit.SECONDS)).isEqualTo(child);
    }
  }

  @Test
  @FaultRow("O11")
  void longStderr_doesNotBlockProcess() {
    ProcessOutcome outcome =
        run(
            JdkProcessRunner.DEFAULT_LIMIT,
            "i=0; while [ $i -lt 4000 ]; do echo 'a line of words on the standard error' >&2;"
                + " i=$((i+1)); done; echo token");

    assertThat(outcome).isInstanceOf(ProcessOutcome.Exited.class);
    assertThat(((ProcessOutcome.Exited) outcome).standardError().length())
        .isLessThanOrEqualTo(2010);
  }

  @Test
  void program_isSearchedInThePathOfTheJobFirst(@TempDir Path folder) throws IOException {
    // A folder of that name is not a program.
    Path other = Files.createDirectories(folder.resolve("other/sh")).getParent();
    Path program = Files.writeString(folder.resolve("sh"), "#!/bin/cat\nof the job\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));

    ProcessOutcome outcome =
        new JdkProcessRunner(
                JdkProcessRunner.DEFAULT_LIMIT, ":" + other + ":" + folder + ":/usr/bin")
            .run(List.of("sh"));

    assertThat(outcome)
        .isEqualTo(
            new ProcessOutcome.Exited(0, Optional.of(Secret.of("#!/bin/cat\nof the job")), ""));
  }

  @Test
  @FaultRow("C01")
  void interrupt_endsProcessAndKeepsFlag() {
    Thread.currentThread().interrupt();

    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () -> run(JdkProcessRunner.DEFAULT_LIMIT, "sleep 4712"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_INTERRUPTED);
  }

  private static Predicate<ProcessHandle> runs(String command) {
    return process ->
        process.info().commandLine().filter(line -> line.contains(command)).isPresent();
  }

  private static ProcessOutcome run(Duration limit, String script) {
    return new JdkProcessRunner(limit, "").run(List.of("sh", "-c", script));
  }
}
