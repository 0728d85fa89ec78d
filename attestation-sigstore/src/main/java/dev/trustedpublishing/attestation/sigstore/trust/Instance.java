package dev.trustedpublishing.attestation.sigstore.trust;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Sigstore instance: its services and what they are trusted with. Immutable.
 *
 * @param root the trusted keys
 * @param rootDocument the same as they were read
 * @param services the services
 */
public record Instance(TrustedRoot root, JsonObject rootDocument, SigningConfig services) {
  /** The hosts of the instance for everyone and of its rehearsal stage. */
  private static final Pattern PUBLIC =
      Pattern.compile("(?:.*\\.)?(?:sigstore|sigstage)\\.dev", Pattern.CASE_INSENSITIVE);

  /** The day on which the resources were taken from the instance's own repository. */
  private static final String DATE = "2026-08-21";

  private static final int MAX_SIZE = 1 << 20;
  private static final String MEDIA_TYPE =
      "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json";

  /**
   * Reads an instance.
   *
   * @param file a client trust configuration; empty for the public instance
   */
  public static Instance load(Optional<Path> file, Json json) {
    return file.isPresent() ? ofFile(file.get(), json) : ofPublic(json);
  }

  /** Returns whether everyone can read its log: also where a file describes the public instance. */
  public boolean isPublic() {
    return Stream.concat(services.authorities().stream(), services.logs().stream())
        .anyMatch(service -> PUBLIC.matcher(service.url().getHost()).matches());
  }

  private static Instance ofPublic(Json json) {
    JsonObject root = json.parse(resource("trusted_root.json"));
    return new Instance(
        TrustedRoot.of(root),
        root,
        SigningConfig.of(json.parse(resource("signing_config.v0.2.json"))));
  }

  private static Instance ofFile(Path file, Json json) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_SIZE + 1);
      if (bytes.length > MAX_SIZE) {
        throw invalid(file, "more than " + MAX_SIZE + " bytes");
      }
      JsonObject config = json.parse(bytes);
      if (!config.requireText("mediaType").equals(MEDIA_TYPE)) {
        throw new JsonException("'mediaType' is not " + MEDIA_TYPE);
      }
      JsonObject root = required(config, "trustedRoot");
      return new Instance(
          TrustedRoot.of(root), root, SigningConfig.of(required(config, "signingConfig")));
    } catch (JsonException | IOException e) {
      throw invalid(file, SafeText.reason(e));
    }
  }

  private static JsonObject required(JsonObject config, String name) {
    return config.object(name).orElseThrow(() -> new JsonException("'" + name + "' is missing"));
  }

  private static TrustedPublishingException invalid(Path file, String found) {
    return Problem.of(
            ErrorCode.USAGE_CONFIGURATION,
            "The description of the Sigstore instance can't be read: "
                + SafeText.shown(file.toString())
                + ".")
        .found(found)
        .expected("a client trust configuration, with trustedRoot and signingConfig")
        .remedy("Get the file from the operators of the instance, or remove the option.")
        .toException(Stage.ATTEST);
  }

  private static byte[] resource(String name) {
    try (InputStream in = Instance.class.getResourceAsStream(DATE + "/" + name)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + name + " is missing.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("The resource " + name + " can't be read.", e);
    }
  }
}
