package dev.trustedpublishing.repository.npm.token;

import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Finds the one sentence that a registry wants to say: {@code {"message":"..."}} or {@code
 * {"error":"..."}}, otherwise what the body says as it is (the registry's OpenAPI description).
 *
 * @param json the reader of JSON
 */
public record ServerMessage(Json json) {

  /**
   * Finds the sentence.
   *
   * @param answer the answer
   * @return its words, printable and redacted; may be empty
   */
  public String in(HttpResponse answer) {
    return object(answer)
        .flatMap(ServerMessage::sentence)
        .map(answer::shown)
        .orElseGet(() -> isMarkup(answer) ? answer.shown(plain(answer)) : answer.excerpt());
  }

  /** The body, if it is a JSON object. */
  public Optional<JsonObject> object(HttpResponse answer) {
    try {
      return Optional.of(json.parse(answer.body()));
    } catch (JsonException e) {
      // Then it is shown as it is.
      return Optional.empty();
    }
  }

  private static Optional<String> sentence(JsonObject body) {
    return List.of("message", "error", "reason").stream()
        .map(name -> body.members().get(name))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(words -> !words.isBlank())
        .findFirst();
  }

  private static boolean isMarkup(HttpResponse answer) {
    return text(answer).stripLeading().startsWith("<");
  }

  private static String plain(HttpResponse answer) {
    return text(answer).replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
  }

  private static String text(HttpResponse answer) {
    int length = Math.min(answer.body().length, 16_384);
    return new String(answer.body(), 0, length, StandardCharsets.UTF_8);
  }
}
