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
 * What a server answered, capped and distrusted. The body is bytes for those who know what to look
 * for; {@link #excerpt()} is what may be shown to people. Immutable and thread-safe.
 */
public final class HttpResponse {
  /** What servers call the number that they give to a request. */
  private static final List<String> REQUEST_IDS =
      List.of(
          "X-Request-Id", "X-GitHub-Request-Id", "X-Amzn-RequestId", "X-Amz-Request-Id", "CF-Ray");

  private static final int LONGEST_REQUEST_ID = 100;

  /** Longer delays than this are not respected: 120 s. */
  public static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);

  /** Clocks that are no further apart than this explain nothing. */
  private static final Duration USUAL_DIFFERENCE = Duration.ofMinutes(1);

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
   * Makes an answer; for transports.
   *
   * @param call the call that it answers
   * @param status the HTTP status
   * @param reason the reason phrase; empty if there is none
   * @param headers name to values
   * @param body the body as far as it was read, at most {@link HttpRequest#answerLimit()} bytes;
   *     not copied
   * @return the answer
   */
  public static HttpResponse of(
      HttpRequest call, int status, String reason, Map<String, List<String>> headers, byte[] body) {
    return new HttpResponse(call, status, reason, headers, body, false);
  }

  /**
   * Returns this answer, marked as one whose body was longer than what was read.
   *
   * @return the marked answer
   */
  public HttpResponse truncated() {
    return new HttpResponse(call, status, reason, headers, body, true);
  }

  /**
   * Returns the call that this answers.
   *
   * @return the call
   */
  public HttpRequest call() {
    return call;
  }

  /**
   * Returns where the answer came from.
   *
   * @return the origin of the call
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
   * Tells whether the status is one of the 2xx.
   *
   * @return true for 200 to 299
   */
  public boolean isSuccess() {
    return status >= 200 && status <= 299;
  }

  /**
   * Tells whether the same call may succeed later: 408, 425, 429 and the 5xx that gateways and
   * overloaded servers send (fault-matrix.md section 3).
   *
   * @return true if it is worth another attempt
   */
  public boolean isTransientFailure() {
    return status == 408
        || status == 425
        || status == 429
        || (status >= 500 && status != 501 && status != 505);
  }

  /**
   * Tells whether the server sent the caller elsewhere.
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
   * Returns the body as it came. It may hold a fresh secret, so it is not for printing.
   *
   * @return the bytes; not copied, don't change them
   */
  public byte[] body() {
    return body;
  }

  /**
   * Tells whether the body was longer than what was read.
   *
   * @return true if {@link #body()} is only the beginning
   */
  public boolean isTruncated() {
    return truncated;
  }

  /**
   * Returns what the server said, fit to be shown: printable, without any secret that the call
   * carried, at most {@value SafeText#LONGEST_WORDS} characters. Markup is shown as it is.
   *
   * @return the body's text, or the reason phrase where the body has none
   */
  public String excerpt() {
    String text = shown(new String(body, 0, Math.min(body.length, 65_536), StandardCharsets.UTF_8));
    return text.isEmpty() ? shown(reason) : text;
  }

  /**
   * Makes a part of this answer fit to be shown, by the same rules as {@link #excerpt()}.
   *
   * @param part text that was taken out of the answer
   * @return the text, printable and without any secret that the call carried
   */
  public String shown(String part) {
    return SafeText.of(SafeText.redact(part, call.secrets()), SafeText.LONGEST_WORDS).value();
  }

  /**
   * Returns how long the server asks to wait (RFC 9110, 10.2.3).
   *
   * @param now the present time, for servers that name a date
   * @return the delay; empty if there is none, if it lies in the past, can't be read or is longer
   *     than {@link #LONGEST_RETRY_AFTER}
   */
  public Optional<Duration> retryAfter(Instant now) {
    return header("Retry-After")
        .flatMap(value -> parseDelay(value.strip(), now))
        .filter(delay -> !delay.isNegative() && delay.compareTo(LONGEST_RETRY_AFTER) <= 0);
  }

  /**
   * Returns the name that the server, or what stands before it, gave to this request: with it the
   * operators find it in their logs.
   *
   * @return the id, printable, without any secret that the call carried, and shortened to 100
   *     characters; empty if the server names none
   */
  public Optional<String> requestId() {
    return REQUEST_IDS.stream()
        .flatMap(name -> header(name).stream())
        .map(id -> SafeText.redact(id, call.secrets()))
        .map(id -> SafeText.of(id, LONGEST_REQUEST_ID).value())
        .filter(id -> !id.isEmpty())
        .findFirst();
  }

  /**
   * Explains a refusal that has to do with time, such as that of an expired token: where the clock
   * of the server is more than a minute off ours, the remedy says so.
   *
   * @param refusal what is wrong
   * @param now the present time here
   * @return the refusal, with both times if they differ
   */
  public Problem withClocks(Problem refusal, Instant now) {
    return header("Date")
        .flatMap(date -> parseDate(date.strip()))
        .filter(there -> Duration.between(now, there).abs().compareTo(USUAL_DIFFERENCE) > 0)
        .map(there -> "The clocks differ: it is " + now + " here and " + there + " at " + origin())
        .map(clocks ->
            new Problem(
                refusal.code(),
                refusal.what(),
                refusal.found(),
                refusal.expected(),
                clocks + ". Set the one that is wrong. " + refusal.remedy()))
        .orElse(refusal);
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
      // Documented: a value that can't be read counts as none.
      return Optional.empty();
    }
  }
}
