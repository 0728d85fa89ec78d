package dev.trustedpublishing.testkit.pypi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The claims of an identity token, verified or not; a JSON null counts as absent. */
record Claims(JsonNode json) {

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  /** A claim as text; whatever is not a string has none. */
  Optional<String> find(String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }

  /** A claim as text, empty if it has none. */
  String text(String name) {
    return find(name).orElse("");
  }
}
