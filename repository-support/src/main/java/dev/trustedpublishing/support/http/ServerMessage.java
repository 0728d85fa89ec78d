package dev.trustedpublishing.support.http;

import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the one sentence that an index wants to say in whatever it answers (Pyramid,
 * httpexceptions.py): PyPI puts it into the status line and repeats that in the body; others have
 * forms of their own.
 *
 * @param json the reader of JSON
 */
public record ServerMessage(Json json) {
  private static final int MOST_HTML = 16_384;
  private static final Pattern STATUS = Pattern.compile("^(?:HTTP/[\\d.]+ )?[1-5]\\d\\d\\s+");
  private static final Pattern TITLE =
      Pattern.compile("<(title|h1)[^>]*>([^<]*)</\\1>", Pattern.CASE_INSENSITIVE);

  /**
   * Finds the sentence.
   *
   * @param answer the answer
   * @return its words, printable and redacted, without a status code before them; may be empty
   */
  public String in(HttpResponse answer) {
    String body =
        new String(
                answer.body(), 0, Math.min(answer.body().length, MOST_HTML), StandardCharsets.UTF_8)
            .strip();
    String sentence =
        body.startsWith("{")
            ? inJson(answer.body()).orElse(answer.excerpt())
            : body.startsWith("<")
                ? inHtml(body)
                : body.isEmpty() ? answer.excerpt() : firstLine(body);
    return answer.shown(STATUS.matcher(sentence.strip()).replaceFirst(""));
  }

  private Optional<String> inJson(byte[] body) {
    JsonObject object;
    try {
      object = json.parse(body);
    } catch (JsonException e) {
      // Then it is shown as it is.
      return Optional.empty();
    }
    // PyPI: {"message":"...","code":"400 <sentence>","title":"Bad Request"}.
    // Its OIDC endpoints: {"message":"...","errors":[{"code":"...","description":"..."}]}.
    // problem+json: detail, title. Artifactory: {"errors":[{"status":400,"message":"..."}]}.
    // FastAPI: {"detail":[{"msg":"..."}]}. GitLab: {"message":"...","error":"..."}.
    return Stream.<Supplier<Optional<String>>>of(
            () -> quietly(() -> object.text("code")).filter(code -> STATUS.matcher(code).find()),
            () -> members(object, "errors", List.of("code", "description", "message", "detail")),
            () -> quietly(() -> object.text("detail")),
            () -> members(object, "detail", List.of("msg")),
            () -> quietly(() -> object.text("message")),
            () -> quietly(() -> object.text("error_description")),
            () -> quietly(() -> object.text("error")),
            () -> quietly(() -> object.text("title")))
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .filter(words -> !words.isBlank())
        .findFirst();
  }

  private static Optional<String> members(JsonObject object, String list, List<String> names) {
    return quietly(() ->
        Optional.of(
            object.objects(list).stream()
                .map(element -> joined(element, names))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "))));
  }

  private static String joined(JsonObject element, List<String> names) {
    return names.stream()
        .map(name -> quietly(() -> element.text(name)))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(": "));
  }

  /** A member of another type is not what is looked for, and no reason to give up. */
  private static Optional<String> quietly(Supplier<Optional<String>> look) {
    try {
      return look.get();
    } catch (JsonException otherType) {
      return Optional.empty();
    }
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

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
