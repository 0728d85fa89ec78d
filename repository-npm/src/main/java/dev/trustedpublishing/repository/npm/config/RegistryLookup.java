package dev.trustedpublishing.repository.npm.config;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.repository.npm.model.PublishConfig;
import dev.trustedpublishing.repository.npm.model.Setting;
import java.util.List;
import java.util.Optional;

/**
 * Finds the registry of a package as npm does: an address for its scope takes precedence over one
 * for all packages, and package.json takes precedence over the configuration. No address is built
 * in.
 *
 * @param ours this library's variable, which takes precedence
 * @param configuration npm's configuration
 * @param npm is asked last: it knows its own default
 */
public record RegistryLookup(
    Optional<Setting> ours, NpmConfiguration configuration, InstalledNpm npm) {
  /** Names the registry for this library alone; {@code sandbox} sets it. */
  private static final String VARIABLE = "TRUSTED_PUBLISH_NPM_REGISTRY";

  public static RegistryLookup in(SpiContext context) {
    CiEnvironment environment = context.environment();
    return new RegistryLookup(
        environment.get(VARIABLE).map(value -> new Setting(value, "the variable " + VARIABLE)),
        NpmConfiguration.read(context),
        new InstalledNpm(context));
  }

  /**
   * Finds the registry for packages whose package.json does not set one.
   *
   * @return the address
   * @throws TrustedPublishingException {@code usage.no-registry} if there is none
   */
  public RegistryAddress usual() {
    return address(ours.or(() -> configuration.get("registry")), Optional.empty());
  }

  /**
   * Finds the registry of a package.
   *
   * @param name its name
   * @param manifest its package.json
   * @return the address
   * @throws TrustedPublishingException {@code usage.no-registry} if there is none
   */
  public RegistryAddress of(PackageName name, JsonObject manifest) {
    PublishConfig own = PublishConfig.of(manifest);
    Optional<String> scoped = name.scope().map(scope -> scope + ":registry");
    return address(
        ours.or(() -> scoped.flatMap(own::setting))
            .or(() -> scoped.flatMap(configuration::get))
            .or(() -> own.setting("registry"))
            .or(() -> configuration.get("registry")),
        scoped);
  }

  private RegistryAddress address(Optional<Setting> found, Optional<String> scoped) {
    Setting setting =
        found
            .or(() -> scoped.flatMap(npm::get))
            .or(() -> npm.get("registry"))
            .orElseThrow(() -> refused(none(scoped)));
    try {
      return RegistryAddress.parse(setting.value());
    } catch (IllegalArgumentException e) {
      throw refused(unusable(setting, String.valueOf(e.getMessage())));
    }
  }

  public static Problem unusable(Setting setting, String why) {
    return Problem.of(
            ErrorCode.USAGE_INVALID_URL,
            "The registry URL in " + SafeText.shown(setting.place()) + " is invalid.")
        .found(why)
        .expected("the HTTPS URL of an npm registry")
        .remedy("Correct it, or name the registry: --repository npm+https://...");
  }

  private Problem none(Optional<String> scoped) {
    List<String> looked = configuration.places();
    return Problem.of(
            ErrorCode.USAGE_NO_REGISTRY, "No npm registry is configured, and none is built in.")
        .found("no URL in " + SafeText.of(String.join(", ", looked), 600))
        .expected("the registry URL, in one of the places that npm reads")
        .remedy(
            "Set it in one of these places:\n"
                + "npm_config_registry=https://...      (a variable of the job)\n"
                + scoped.orElse("registry")
                + "=https://...      (a line of .npmrc, in the project or the user's folder)\n"
                + "\"publishConfig\": {\"registry\": \"https://...\"}      (in package.json)\n"
                + "or name it: --repository npm+https://...\n"
                + "An installed npm is asked last; "
                + npm.failure()
                + ".");
  }

  private static TrustedPublishingException refused(Problem problem) {
    return TrustedPublishingException.builder(Stage.PLAN, problem).build();
  }
}
