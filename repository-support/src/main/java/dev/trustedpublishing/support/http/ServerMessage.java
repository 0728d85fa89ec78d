package dev.trustedpublishing.support.http;

import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the message of a server in the forms that registries use: JSON, an HTML page, text, or the
 * status line (Pyramid, httpexceptions.py).
 *
 * <p>Immutable.
 *
 * @param json the reader of JSON
 * @param dialect the registry's form of messages
 */
record ServerMessage(Json json, Dialect dialect) {
  private static final int MAX_HTML = 16_384;
  private static final Pattern STATUS =
      Pattern.compile("^(?:HTTP/[\\d.]+ )?[1-5]\\d\\d\\s++(?:-\\s++)?+");
  private static final Pattern TITLE =
      Pattern.compile("<(title|h1)[^<>]*+>([^<]*+)</\\1>", Pattern.CASE_INSENSITIVE);

  /** The members of one entry of a list of errors that are part of the message. */
  private static final List<String> ENTRY =
      List.of("code", "description", "message", "detail", "msg");

  /**
   * Returns the message.
   *
   * @param response the response
   * @return the message, redacted and safe to print, without a status before it; may be empty
   */
  public String in(HttpResponse response) {
    byte[] body = response.body();
    String text =
        new String(body, 0, Math.min(body.length, MAX_HTML), StandardCharsets.UTF_8).strip();
    String message =
        text.startsWith("{")
            ? object(response).flatMap(this::inJson).orElse(response.excerpt())
            : text.startsWith("<") ? inHtml(text) : inText(text, response);
    return response.shown(
        dialect.wholeText() ? message : STATUS.matcher(message.strip()).replaceFirst(""));
  }

  /**
   * Returns the body as JSON.
   *
   * @param response the response
   * @return the body; empty if it is not a JSON object
   */
  Optional<JsonObject> object(HttpResponse response) {
    try {
      return Optional.of(json.parse(response.body()));
    } catch (JsonException shownAsItIs) {
      return Optional.empty();
    }
  }

  private Optional<String> inJson(JsonObject body) {
    return dialect.messages().stream()
        .flatMap(name -> inMember(name, body.members().get(name)).stream())
        .filter(message -> !message.isBlank())
        .findFirst();
  }

  private static Optional<String> inMember(String name, @Nullable Object value) {
    if (value instanceof List<?> entries) {
      return Optional.of(
          entries.stream()
              .map(entry -> entry instanceof Map<?, ?> members ? joined(members) : "")
              .filter(message -> !message.isEmpty())
              .collect(Collectors.joining("; ")));
    }
    // A code is the message only if it starts with the status.
    return value instanceof String text && (!name.equals("code") || STATUS.matcher(text).find())
        ? Optional.of(text)
        : Optional.empty();
  }

  private static String joined(Map<?, ?> entry) {
    return ENTRY.stream()
        .map(entry::get)
        .filter(String.class::isInstance)
        .map(Objects::toString)
        .collect(Collectors.joining(": "));
  }

  private String inText(String text, HttpResponse response) {
    return dialect.wholeText() || text.isEmpty()
        ? response.excerpt()
        : text.lines().findFirst().orElseThrow();
  }

  private String inHtml(String page) {
    Matcher title = TITLE.matcher(page);
    String text =
        !dialect.wholeText() && title.find() ? title.group(2) : page.replaceAll("<[^<>]*+>", " ");
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
  }
}
