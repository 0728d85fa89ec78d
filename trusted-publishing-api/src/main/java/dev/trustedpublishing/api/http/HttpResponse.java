package dev.trustedpublishing.api.http;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A response, with limited size and untrusted content. The body is raw bytes for parsers; {@link
 * #excerpt()} is safe to show. Immutable and thread-safe.
 */
public final class HttpResponse {
  /** The headers in which servers send the id of a request. */
  private static final List<String> REQUEST_IDS =
      List.of(
          "X-Request-Id", "X-GitHub-Request-Id", "X-Amzn-RequestId", "X-Amz-Request-Id", "CF-Ray");

  private static final int MAX_REQUEST_ID_LENGTH = 100;

  /** The maximum delay that is respected: 120 s. */
  public static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(2);

  /** Smaller clock differences explain nothing. */
  private static final Duration DEFAULT_DIFFERENCE = Duration.ofMinutes(1);

  private final HttpRequest call;
  private final int status;
  private final String reason;
  private final Map<String, List<String>> headers;
  private final byte[] body;
  private final boolean truncated;

  private HttpResponse(
      HttpRequest call,
      int status,
      String reason,
      Map<String, List<String>> headers,
      byte[] body,
      boolean truncated) {
    this.call = call;
    this.status = status;
    this.reason = reason;
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    this.headers = copy;
    this.body = body;
    this.truncated = truncated;
  }

  /**
   * Creates a response; for transports.
   *
   * @param call the request
   * @param status the HTTP status
   * @param reason the reason phrase; may be empty
   * @param headers name to values
   * @param body the body as far as it was read, at most {@link HttpRequest#responseLimit()} bytes;
   *     not copied
   * @return the response
   */
  public static HttpResponse of(
      HttpRequest call, int status, String reason, Map<String, List<String>> headers, byte[] body) {
    return new HttpResponse(call, status, reason, headers, body, false);
  }

  /**
   * Returns this response, marked as truncated.
   *
   * @return the marked response
   */
  public HttpResponse truncated() {
    return new HttpResponse(call, status, reason, headers, body, true);
  }

  /**
   * Returns the request.
   *
   * @return the call
   */
  public HttpRequest call() {
    return call;
  }

  /**
   * Returns the origin of the response.
   *
   * @return the origin of the request
   */
  public Origin origin() {
    return call.origin();
  }

  /**
   * Returns the HTTP status.
   *
   * @return 200 to 599
   */
  public int status() {
    return status;
  }

  /**
   * Returns whether the status is 2xx.
   *
   * @return true for 200 to 299
   */
  public boolean isSuccess() {
    return status >= 200 && status <= 299;
  }

  /**
   * Returns whether the same request may succeed later: 408, 425, 429, and the 5xx of gateways and
   * overloaded servers.
   *
   * @return true if a retry can help
   */
  public boolean isTransientFailure() {
    return status == 408
        || status == 425
        || status == 429
        || (status >= 500 && status != 501 && status != 505);
  }

  /**
   * Returns whether the response is a redirect.
   *
   * @return true for 300 to 399
   */
  public boolean isRedirect() {
    return status >= 300 && status <= 399;
  }

  /**
   * Returns a header.
   *
   * @param name the header's name in any case
   * @return its first value
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).flatMap(values -> values.stream().findFirst());
  }

  /**
   * Returns the raw body. It may contain a new secret, so never print it.
   *
   * @return the bytes; not copied, do not modify them
   */
  public byte[] body() {
    return body;
  }

  /**
   * Returns whether the body was longer than the limit.
   *
   * @return true if {@link #body()} is only the beginning
   */
  public boolean isTruncated() {
    return truncated;
  }

  /**
   * Returns the server's message, safe to show: printable, without any secret of the request, at
   * most {@value SafeText#MAX_MESSAGE_LENGTH} characters. Markup is not interpreted.
   *
   * @return the body's text, or the reason phrase if the body is empty
   */
  public String excerpt() {
    String text = shown(new String(body, 0, Math.min(body.length, 65_536), StandardCharsets.UTF_8));
    return text.isEmpty() ? shown(reason) : text;
  }

  /**
   * Makes a part of this response safe to show, by the same rules as {@link #excerpt()}.
   *
   * @param part text from the response
   * @return the text, printable and without any secret of the request
   */
  public String shown(String part) {
    return SafeText.of(SafeText.redact(part, call.secrets()), SafeText.MAX_MESSAGE_LENGTH).value();
  }

  /**
   * Returns how long the server requests to wait (RFC 9110, 10.2.3).
   *
   * @param now the current time, for servers that send a date
   * @return the delay; empty if there is none, or if it is in the past, unreadable, or longer than
   *     {@link #MAX_RETRY_AFTER}
   */
  public Optional<Duration> retryAfter(Instant now) {
    return header("Retry-After")
        .flatMap(value -> parseDelay(value.strip(), now))
        .filter(delay -> !delay.isNegative() && delay.compareTo(MAX_RETRY_AFTER) <= 0);
  }

  /**
   * Returns the request id of the server or its gateway, with which operators find the request in
   * their logs.
   *
   * @return the id, printable, without any secret of the request, and shortened to 100 characters;
   *     empty if the server sent none
   */
  public Optional<String> requestId() {
    for (String name : REQUEST_IDS) {
      String id = SafeText.redact(header(name).orElse(""), call.secrets());
      String shown = SafeText.of(id, MAX_REQUEST_ID_LENGTH).value();
      if (!shown.isEmpty()) {
        return Optional.of(shown);
      }
    }
    return Optional.empty();
  }

  /**
   * Adds a note to a rejection that depends on time, such as of an expired token, if the server's
   * clock differs by more than a minute.
   *
   * @param refusal what is wrong
   * @param now the current local time
   * @return the rejection, with both times if they differ
   */
  public Problem withClocks(Problem refusal, Instant now) {
    Optional<Instant> there = header("Date").flatMap(date -> parseDate(date.strip()));
    if (there.isEmpty()
        || Duration.between(now, there.get()).abs().compareTo(DEFAULT_DIFFERENCE) <= 0) {
      return refusal;
    }
    return new Problem(
        refusal.code(),
        refusal.what(),
        refusal.found(),
        refusal.expected(),
        "The clocks differ: it is %s on this machine and %s at %s. Correct the wrong one. %s"
            .formatted(now, there.get(), origin(), refusal.remedy()));
  }

  @Override
  public String toString() {
    return "HTTP " + status + " from " + origin();
  }

  private static Optional<Duration> parseDelay(String value, Instant now) {
    return value.matches("\\d{1,9}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
        : parseDate(value).map(date -> Duration.between(now, date));
  }

  private static Optional<Instant> parseDate(String value) {
    try {
      return Optional.of(
          DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(value, Instant::from));
    } catch (DateTimeException notADate) {
      // An unreadable value counts as absent.
      return Optional.empty();
    }
  }
}
