package dev.trustedpublishing.testkit.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

// Second opinion: it must not share the mistakes of the client's class of this name.
/**
 * The claims of an identity token, verified or not; a JSON null counts as absent. Immutable as long
 * as the JSON is not changed.
 *
 * @param json the claims as they were written
 */
public record Claims(JsonNode json) {

  /**
   * Returns whether a claim is present.
   *
   * @param name its name
   * @return whether it is present and not null
   */
  public boolean has(String name) {
    return json.hasNonNull(name);
  }

  /**
   * Finds a claim as text.
   *
   * @param name its name
   * @return the text, empty if the claim is not a string
   */
  public Optional<String> find(String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }

  /**
   * Returns a claim as text.
   *
   * @param name its name
   * @return the text, or an empty string if there is none
   */
  public String text(String name) {
    return find(name).orElse("");
  }
}
