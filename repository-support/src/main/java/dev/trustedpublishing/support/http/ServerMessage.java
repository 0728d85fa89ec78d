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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the message of a server in the forms that registries use: JSON, an HTML page, text, or the
 * status line (Pyramid, httpexceptions.py).
 *
 * <p>Immutable.
 *
 * @param json the reader of JSON
 */
public record ServerMessage(Json json) {
  private static final int MAX_HTML = 16_384;
  private static final Pattern STATUS = Pattern.compile("^(?:HTTP/[\\d.]+ )?[1-5]\\d\\d\\s+");
  private static final Pattern TITLE =
      Pattern.compile("<(title|h1)[^>]*>([^<]*)</\\1>", Pattern.CASE_INSENSITIVE);

  /** The members of one entry of a list of errors that are part of the message. */
  private static final List<String> ENTRY = List.of("code", "description", "message", "detail");

  private static final List<String> SENTENCE =
      List.of("message", "error_description", "error", "reason", "title");

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
            ? object(response).flatMap(ServerMessage::inJson).orElse(response.excerpt())
            : text.startsWith("<")
                ? inHtml(text)
                : text.lines().findFirst().orElseGet(response::excerpt);
    return response.shown(STATUS.matcher(message.strip()).replaceFirst(""));
  }

  /**
   * Returns the body as JSON.
   *
   * @param response the response
   * @return the body; empty if it is not a JSON object
   */
  public Optional<JsonObject> object(HttpResponse response) {
    try {
      return Optional.of(json.parse(response.body()));
    } catch (JsonException shownAsItIs) {
      return Optional.empty();
    }
  }

  private static Optional<String> inJson(JsonObject body) {
    Map<String, ? extends @Nullable Object> members = body.members();
    // PyPI: {"message":"...","code":"400 <message>","title":"Bad Request"}.
    // Its OIDC endpoints: {"message":"...","errors":[{"code":"...","description":"..."}]}.
    // problem+json: detail, title. Artifactory: {"errors":[{"status":400,"message":"..."}]}.
    // crates.io: {"errors":[{"detail":"..."}]}. FastAPI: {"detail":[{"msg":"..."}]}.
    // GitLab: {"message":"...","error":"..."}. npm: {"error":"...","reason":"..."}.
    return Stream.concat(
            Stream.of(
                text(members.get("code")).filter(code -> STATUS.matcher(code).find()),
                entries(members.get("errors"), ENTRY),
                text(members.get("detail")),
                entries(members.get("detail"), List.of("msg"))),
            SENTENCE.stream().map(name -> text(members.get(name))))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> text(@Nullable Object value) {
    return value instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
  }

  private static Optional<String> entries(@Nullable Object list, List<String> names) {
    if (!(list instanceof List<?> entries)) {
      return Optional.empty();
    }
    return text(
        entries.stream()
            .map(entry -> entry instanceof Map<?, ?> members ? joined(members, names) : "")
            .filter(message -> !message.isEmpty())
            .collect(Collectors.joining("; ")));
  }

  private static String joined(Map<?, ?> entry, List<String> names) {
    return names.stream()
        .map(entry::get)
        .filter(String.class::isInstance)
        .map(Objects::toString)
        .collect(Collectors.joining(": "));
  }

  private static String inHtml(String page) {
    Matcher title = TITLE.matcher(page);
    String text = title.find() ? title.group(2) : page.replaceAll("<[^>]*>", " ");
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
  }
}
