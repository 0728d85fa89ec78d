package dev.trustedpublishing.setup.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what people say is registered: a text or a file. Thread-safe. */
public final class ExpectedRegistration {
  private static final long MAX_SIZE = 64 * 1024;

  private ExpectedRegistration() {}

  /**
   * Reads a text such as {@code owner=octo-org,repository=sample,workflow=release.yml}.
   *
   * @param text names and values; a field that is not named is not compared
   * @return the registration
   * @throws TrustedPublishingException {@code usage.invalid-option} if it has another form
   */
  public static Registration parse(String text) {
    Map<Field, String> values = new EnumMap<>(Field.class);
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      Field field =
          field(equals < 0 ? pair : pair.substring(0, equals))
              .filter(name -> equals >= 0)
              .orElseThrow(() -> refused("'" + SafeText.shown(pair) + "'"));
      if (values.put(field, pair.substring(equals + 1).strip()) != null) {
        throw refused("'" + field + "' twice");
      }
    }
    return new Registration(values);
  }

  /**
   * Reads a file: a JSON object with the members {@code owner}, {@code repository}, {@code
   * workflow} and {@code environment}, each of which may be absent.
   *
   * @param file the file, at most 64 KiB
   * @return the registration
   * @throws TrustedPublishingException {@code usage.invalid-option} if it can't be read or has
   *     another form
   */
  public static Registration read(Path file) {
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw refused("a file of more than " + MAX_SIZE + " bytes");
      }
      JsonNode root = new JsonMapper().readTree(Files.readAllBytes(file));
      if (!root.isObject() || root.isEmpty()) {
        throw refused("not a JSON object with members");
      }
      Map<Field, String> values = new EnumMap<>(Field.class);
      root.properties()
          .forEach(member -> {
            Field field =
                field(member.getKey())
                    .filter(name -> member.getValue().isTextual())
                    .orElseThrow(
                        () -> refused("the member '" + SafeText.shown(member.getKey()) + "'"));
            values.put(field, member.getValue().asText().strip());
          });
      return new Registration(values);
    } catch (JsonProcessingException e) {
      throw refused("a file that is not JSON");
    } catch (IOException e) {
      throw refused("a file that can't be read: " + SafeText.shown(file.toString()));
    }
  }

  private static Optional<Field> field(String name) {
    String expected = name.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(Field.values()).filter(f -> f.toString().equals(expected)).findFirst();
  }

  private static TrustedPublishingException refused(String found) {
    String fields =
        Arrays.stream(Field.values()).map(Field::toString).collect(Collectors.joining(", "));
    return TrustedPublishingException.builder(
            Stage.PLAN,
            Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The expected registration is invalid.")
                .found(found)
                .expected("strings for some of " + fields)
                .remedy(
                    "Use owner=OWNER,repository=REPOSITORY,workflow=FILE,environment=NAME, or a"
                        + " JSON file with these members."))
        .build();
  }
}
