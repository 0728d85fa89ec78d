package dev.trustedpublishing.testkit.registry.pypi.publisher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.registry.pypi.model.ProjectScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads registrations; its form is described at {@link PublisherRegistration#read}. */
final class PublishersFile {

  private static final Set<String> FIELDS =
      Set.of(
          "kind",
          "issuer",
          "owner",
          "owner_id",
          "repository",
          "workflow",
          "environment",
          "pending",
          "projects");

  private final Path file;

  private PublishersFile(Path file) {
    this.file = file;
  }

  static List<PublisherRegistration> read(Path file) throws IOException {
    return new PublishersFile(file).registrations();
  }

  private List<PublisherRegistration> registrations() throws IOException {
    JsonNode list = json().path("publishers");
    if (!list.isArray()) {
      throw wrong("publishers", "expected a list of publishers");
    }
    List<PublisherRegistration> registrations = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      registrations.add(registration("publishers[" + i + "]", list.get(i)));
    }
    return List.copyOf(registrations);
  }

  private JsonNode json() throws IOException {
    JsonMapper strict =
        JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try {
      return strict.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private PublisherRegistration registration(String place, JsonNode node) {
    if (!node.isObject()) {
      throw wrong(place, "expected an object");
    }
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!FIELDS.contains(name)) {
            throw wrong(
                place + "." + name,
                "unknown field, expected one of " + FIELDS.stream().sorted().toList());
          }
        });
    PublisherKind kind = kind(place, node);
    boolean google = kind == PublisherKind.GOOGLE;
    try {
      return new PublisherRegistration(
          kind,
          optionalText(place, node, "issuer"),
          text(place, node, "owner"),
          kind == PublisherKind.GITHUB ? text(place, node, "owner_id") : "",
          google ? "" : text(place, node, "repository"),
          google ? "" : text(place, node, "workflow"),
          optionalText(place, node, "environment"),
          scope(place, node));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(file.toString()) ? e : wrong(place, message);
    }
  }

  private PublisherKind kind(String place, JsonNode node) {
    String text = text(place, node, "kind");
    for (PublisherKind kind : PublisherKind.values()) {
      if (kind.id().equals(text)) {
        return kind;
      }
    }
    throw wrong(
        place + ".kind", "expected \"github\", \"gitlab\" or \"google\", found \"" + text + "\"");
  }

  private ProjectScope scope(String place, JsonNode node) {
    List<String> names = new ArrayList<>();
    JsonNode projects = node.path("projects");
    projects.forEach(name -> names.add(name.isTextual() ? name.textValue() : ""));
    if (!projects.isArray() || names.isEmpty() || names.contains("")) {
      throw wrong(place + ".projects", "expected a list of project names, or [\"*\"] for any");
    }
    JsonNode pending = node.path("pending");
    if (!pending.isMissingNode() && !pending.isBoolean()) {
      throw wrong(place + ".pending", "expected true or false, found " + pending);
    }
    if (pending.asBoolean()) {
      if (names.size() != 1 || names.contains("*")) {
        throw wrong(place + ".projects", "expected exactly one name for a pending publisher");
      }
      return new ProjectScope.Pending(names.get(0));
    }
    if (names.contains("*")) {
      if (names.size() != 1) {
        throw wrong(place + ".projects", "expected \"*\" to stand alone");
      }
      return new ProjectScope.Any();
    }
    return new ProjectScope.Projects(new LinkedHashSet<>(names));
  }

  private String text(String place, JsonNode node, String field) {
    String text = optionalText(place, node, field);
    if (text == null || text.isEmpty()) {
      throw wrong(place + "." + field, "expected a text that is not empty");
    }
    return text;
  }

  private @Nullable String optionalText(String place, JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(place + "." + field, "expected a text, found " + value);
    }
    return value.textValue();
  }

  private IllegalArgumentException wrong(String field, String expected) {
    return new IllegalArgumentException(file + ": " + field + ": " + expected);
  }
}
