package dev.trustedpublishing.repository.npm.config;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.model.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The npm of the job, which also reads its global and built-in configuration. Thread-safe. */
final class InstalledNpm {
  /** The scope is from the package, and Windows starts npm through a shell. */
  private static final Pattern PLAIN = Pattern.compile("(@[A-Za-z0-9._~-]++:)?registry");

  private final ProcessRunner processes;
  private final boolean hasPath;
  private final String program;

  /** A start takes a second, and a run may have a hundred packages. */
  private final Map<String, ProcessOutcome> outcomes = new ConcurrentHashMap<>();

  InstalledNpm(SpiContext context) {
    CiEnvironment environment = context.environment();
    this.processes = context.processes();
    this.hasPath =
        environment.names().stream()
            .filter("PATH"::equalsIgnoreCase)
            .anyMatch(name -> environment.get(name).isPresent());
    // Windows always sets this variable; npm is a script there.
    this.program = environment.is("OS", "Windows_NT") ? "npm.cmd" : "npm";
  }

  /**
   * Asks for a setting, once.
   *
   * @param name {@code registry} or {@code @scope:registry}
   * @return the URL that npm uses; empty if it has none, or if there is no npm
   */
  Optional<Setting> get(String name) {
    // Where the job has no search path, there is no npm.
    return hasPath && PLAIN.matcher(name).matches()
        ? printed(outcomes.computeIfAbsent(name, this::ask))
            .filter(address -> address.startsWith("http"))
            .map(address -> new Setting(address, "npm config get " + name))
        : Optional.empty();
  }

  /** Returns why it has no registry, as the end of a sentence about asking it. */
  String failure() {
    ProcessOutcome outcome = outcomes.get("registry");
    if (outcome == null) {
      return "there is no PATH to find it in";
    }
    if (outcome instanceof ProcessOutcome.NotStarted notStarted) {
      return "it could not be started: " + notStarted.reason();
    }
    if (outcome instanceof ProcessOutcome.TimedOut timedOut) {
      return "it did not end within " + timedOut.limit().toSeconds() + " s";
    }
    if (outcome instanceof ProcessOutcome.TooMuchOutput tooMuch) {
      return "it printed more than " + tooMuch.limit() + " bytes";
    }
    ProcessOutcome.Exited exited = (ProcessOutcome.Exited) outcome;
    return exited.status() == 0
        ? "it has no registry either"
        : "it failed with exit status " + exited.status() + after(exited.standardError());
  }

  private static String after(String message) {
    return message.isEmpty() ? "" : ", message: " + message;
  }

  private ProcessOutcome ask(String name) {
    return processes.run(List.of(program, "config", "get", name));
  }

  private static Optional<String> printed(ProcessOutcome outcome) {
    return outcome instanceof ProcessOutcome.Exited exited && exited.status() == 0
        ? exited.output().map(output -> output.reveal().strip())
        : Optional.empty();
  }
}
