package dev.trustedpublishing.core.context;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs tools with the JDK's process API.
 *
 * @param limit the time limit of a tool
 * @param path the folders in which tools are searched before those of this process's {@code PATH}
 */
public record JdkProcessRunner(Duration limit, String path) implements ProcessRunner {
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);
  static final int MAX_OUTPUT_SIZE = 64 * 1024;
  private static final int MAX_MESSAGE_LENGTH = 16 * 1024;

  @Override
  public ProcessOutcome run(List<String> command) {
    Process process;
    try {
      process = new ProcessBuilder(located(command)).start();
    } catch (IOException e) {
      return new ProcessOutcome.NotStarted(SafeText.shown(String.valueOf(e.getMessage())));
    }
    try {
      return outcome(process);
    } catch (TimeoutException e) {
      return new ProcessOutcome.TimedOut(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(command.get(0));
    } finally {
      end(process);
    }
  }

  private List<String> located(List<String> command) {
    List<String> located = new ArrayList<>(command);
    if (!command.get(0).contains("/")) {
      Stream.of(path.split(File.pathSeparator, -1))
          .filter(folder -> !folder.isEmpty())
          .map(folder -> new File(folder, command.get(0)))
          .filter(program -> program.isFile() && program.canExecute())
          .findFirst()
          .ifPresent(program -> located.set(0, program.getPath()));
    }
    return located;
  }

  private ProcessOutcome outcome(Process process) throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    closeInput(process);
    CompletableFuture<byte[]> output = read(process.getInputStream(), MAX_OUTPUT_SIZE + 1);
    CompletableFuture<byte[]> words = read(process.getErrorStream(), MAX_MESSAGE_LENGTH);
    byte[] printed = await(output, end);
    if (printed.length > MAX_OUTPUT_SIZE) {
      return new ProcessOutcome.TooMuchOutput(MAX_OUTPUT_SIZE);
    }
    if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException();
    }
    Optional<Secret> secret =
        Optional.of(text(printed).strip()).filter(text -> !text.isEmpty()).map(Secret::of);
    return new ProcessOutcome.Exited(
        process.exitValue(), secret, shown(text(await(words, end)), secret));
  }

  /** A tool that waits for input receives end of file. */
  private static void closeInput(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException alreadyClosed) {
      // The tool closed it first, which has the same effect.
      return;
    }
  }

  /** Keeps the first bytes and reads the rest, so that the tool is not blocked. */
  private static CompletableFuture<byte[]> read(InputStream stream, int limit) {
    CompletableFuture<byte[]> beginning = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (stream) {
                beginning.complete(stream.readNBytes(limit));
                stream.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                beginning.completeExceptionally(e);
              }
            },
            "trusted-publishing-tool-output");
    reader.setDaemon(true);
    reader.start();
    return beginning;
  }

  private static byte[] await(CompletableFuture<byte[]> content, long end)
      throws InterruptedException, TimeoutException {
    try {
      return content.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      // The pipe broke because the tool was terminated: its output is unusable.
      return new byte[0];
    }
  }

  private static String shown(String words, Optional<Secret> output) {
    String redacted = SafeText.redact(words, output.stream().toList());
    return SafeText.of(redacted, SafeText.MAX_MESSAGE_LENGTH).value();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static TrustedPublishingException interrupted(String program) {
    return Problem.of(
            ErrorCode.TEMPORARY_INTERRUPTED,
            "The run was interrupted while it waited for " + SafeText.shown(program) + ".")
        .remedy("Start it again.")
        .toException(Stage.OBTAIN);
  }
}
