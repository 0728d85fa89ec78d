package dev.trustedpublishing.repository.npm.config;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.model.Setting;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The registries in npm's configuration: variables, then the project's {@code .npmrc}, then the
 * user's; the first that has a setting wins, as in npm.
 *
 * @param sources names to settings, the strongest source first
 * @param places the places that were read, for strings
 */
record NpmConfiguration(List<Map<String, Setting>> sources, List<String> places) {
  private static final String PREFIX = "npm_config_";

  static NpmConfiguration read(SpiContext context) {
    CiEnvironment environment = context.environment();
    Map<String, Setting> variables = variables(environment);
    Path project = context.folder().resolve(".npmrc");
    Optional<Path> user = userFile(environment, variables);
    return new NpmConfiguration(
        List.of(
            variables,
            new NpmrcFile(project, environment, context::warn).addresses(),
            user.map(path -> new NpmrcFile(path, environment, context::warn).addresses())
                .orElse(Map.of())),
        List.of(
            "the variable npm_config_registry",
            project.toString(),
            user.map(Path::toString).orElse("the user's .npmrc (HOME is not set)")));
  }

  /**
   * Looks a setting up.
   *
   * @param name {@code registry} or {@code @scope:registry}
   * @return the strongest one
   */
  Optional<Setting> get(String name) {
    return sources.stream()
        .map(source -> Optional.ofNullable(source.get(name)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** As npm reads them: in any case, with underscores for hyphens; empty ones count as not set. */
  private static Map<String, Setting> variables(CiEnvironment environment) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (String variable : environment.names()) {
      if (variable.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
        String name =
            variable.substring(PREFIX.length()).replaceAll("(?<!^)_", "-").toLowerCase(Locale.ROOT);
        if (name.equals("userconfig") || name.equals("registry") || name.endsWith(":registry")) {
          environment
              .get(variable)
              .ifPresent(
                  value -> settings.put(name, new Setting(value, "the variable " + variable)));
        }
      }
    }
    return settings;
  }

  private static Optional<Path> userFile(
      CiEnvironment environment, Map<String, Setting> variables) {
    return Optional.ofNullable(variables.get("userconfig"))
        .map(setting -> path(setting.value()))
        .or(() ->
            environment
                .get("HOME")
                .or(() -> environment.get("USERPROFILE"))
                .map(home -> path(home).resolve(".npmrc")));
  }

  private static Path path(String written) {
    try {
      return Path.of(written);
    } catch (InvalidPathException e) {
      throw Problem.of(
              ErrorCode.USAGE_CONFIGURATION, "The path of the user's .npmrc can't be used.")
          .found(SafeText.shown(written) + ": " + SafeText.shown(e.getReason()))
          .expected("a path that the locale of this job can spell")
          .remedy(
              "If the path is right, set LC_ALL=C.UTF-8. Otherwise correct HOME, or"
                  + " npm_config_userconfig.")
          .toException(Stage.PLAN);
    }
  }
}
