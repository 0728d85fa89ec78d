package dev.trustedpublishing.repository.npm.config;

import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.model.Setting;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The npm of the job, which also reads its global and built-in configuration.
 *
 * @param context starts it
 */
record InstalledNpm(SpiContext context) {
  /** The scope is from the package, and Windows starts npm through a shell. */
  private static final Pattern PLAIN = Pattern.compile("(@[A-Za-z0-9._~-]++:)?registry");

  /**
   * Asks for a setting.
   *
   * @param name {@code registry} or {@code @scope:registry}
   * @return the URL that npm uses; empty if it has none, or if there is no npm
   */
  Optional<Setting> get(String name) {
    // Where the job has no search path, there is no npm.
    if (context.environment().get("PATH").isEmpty() || !PLAIN.matcher(name).matches()) {
      return Optional.empty();
    }
    List<String> command = List.of("npm", "config", "get", name);
    return context.processes().run(command) instanceof ProcessOutcome.Exited exited
            && exited.status() == 0
        ? exited
            .output()
            .map(output -> output.reveal().strip())
            .filter(address -> address.startsWith("http"))
            .map(address -> new Setting(address, String.join(" ", command)))
        : Optional.empty();
  }
}
