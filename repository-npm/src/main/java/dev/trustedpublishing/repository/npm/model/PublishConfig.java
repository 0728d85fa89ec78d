package dev.trustedpublishing.repository.npm.model;

import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.npm.plan.ManifestRules;
import java.util.Map;
import java.util.Optional;

/**
 * The publishing settings of a package.json. Only the few settings that this library supports are
 * read.
 *
 * @param json the member {@code publishConfig}, or an empty object
 */
public record PublishConfig(JsonObject json) {

  /** A value of another type is treated as absent; {@link ManifestRules} rejects it. */
  public static PublishConfig of(JsonObject manifest) {
    try {
      return new PublishConfig(
          manifest.object("publishConfig").orElseGet(() -> JsonObject.of(Map.of())));
    } catch (JsonException refusedElsewhere) {
      return new PublishConfig(JsonObject.of(Map.of()));
    }
  }

  /** An address. */
  public Optional<Setting> setting(String name) {
    return text(name)
        .map(value -> new Setting(value, "publishConfig." + name + " of package.json"));
  }

  /** A text. */
  public Optional<String> text(String name) {
    return json.members().get(name) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** Whether the package must not be published without provenance. */
  public boolean wantsProvenance() {
    return Boolean.TRUE.equals(json.members().get("provenance"));
  }

  /** The registry that the package names for itself. */
  public Optional<Setting> registry(PackageName name) {
    return name.scope()
        .flatMap(scope -> setting(scope + ":registry"))
        .or(() -> setting("registry"));
  }
}
