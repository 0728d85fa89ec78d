package dev.trustedpublishing.api.http;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, as a value. Every method that starts with {@code with} returns a changed copy.
 * Immutable and thread-safe; {@link #toString()} shows the method and the origin only.
 */
public final class HttpRequest {
  /** The default limit for the bytes of a response: 1 MiB. */
  public static final int DEFAULT_RESPONSE_LIMIT = 1 << 20;

  /** Has no HTTPS: the metadata server of Google Cloud. It can't receive a {@link Credential}. */
  private static final String PLAIN_BY_DESIGN = "http://metadata.google.internal";

  private final String method;
  private final URI url;
  private final Origin origin;
  private final String action;
  private Map<String, String> headers = Map.of();
  private @Nullable Credential credential;
  private @Nullable HttpBody body;
  private List<Secret> hidden = List.of();
  private int responseLimit = DEFAULT_RESPONSE_LIMIT;
  private @Nullable Duration timeout;
  private @Nullable BodyHandler bodyHandler;
  private LongConsumer progress = bytes -> {};

  private HttpRequest(String method, URI url, String action) {
    this.method = method;
    this.url = url;
    this.origin = Origin.of(url);
    this.action = action;
    if (!origin.isTrustworthy() && !origin.toString().equals(PLAIN_BY_DESIGN)) {
      throw new IllegalArgumentException(
          "HTTPS only: found "
              + origin
              + ", and plain HTTP is allowed for the local machine only.");
    }
  }

  private HttpRequest(HttpRequest other) {
    this.method = other.method;
    this.url = other.url;
    this.origin = other.origin;
    this.action = other.action;
    this.headers = other.headers;
    this.credential = other.credential;
    this.body = other.body;
    this.hidden = other.hidden;
    this.responseLimit = other.responseLimit;
    this.timeout = other.timeout;
    this.bodyHandler = other.bodyHandler;
    this.progress = other.progress;
  }

  /**
   * Starts a {@code GET}.
   *
   * @param url an absolute HTTPS URL; HTTP on a loopback address, and at Google's metadata server
   * @param action the purpose of the request, for error messages: "ask PyPI for its audience"
   * @return the call
   * @throws IllegalArgumentException if the URL is invalid, see {@link Origin#of}
   */
  public static HttpRequest get(URI url, String action) {
    return new HttpRequest("GET", url, action);
  }

  /**
   * Starts a {@code POST}.
   *
   * @param url as for {@link #get}
   * @param action as for {@link #get}
   * @return the call
   * @throws IllegalArgumentException as for {@link #get}
   */
  public static HttpRequest post(URI url, String action) {
    return new HttpRequest("POST", url, action);
  }

  /**
   * Starts a request with another method.
   *
   * @param method the method, upper case: {@code PUT}, {@code DELETE}
   * @param url as for {@link #get}
   * @param action as for {@link #get}
   * @return the call
   * @throws IllegalArgumentException as for {@link #get}
   */
  public static HttpRequest of(String method, URI url, String action) {
    return new HttpRequest(method, url, action);
  }

  /**
   * Adds a header that is not secret.
   *
   * @param name the header's name
   * @param value the value, visible ASCII and spaces
   * @return the changed request
   * @throws IllegalArgumentException if the value has other characters
   */
  public HttpRequest withHeader(String name, String value) {
    if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException("The header " + name + " contains invalid characters.");
    }
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return with(copy -> copy.headers = Collections.unmodifiableMap(all));
  }

  /**
   * Sets the accepted media types.
   *
   * @param mediaTypes the value of {@code Accept}
   * @return the changed request
   */
  public HttpRequest withAccept(String mediaTypes) {
    return withHeader("Accept", mediaTypes);
  }

  /**
   * Authenticates the request.
   *
   * @param value the credential; must be for the origin of this request
   * @return the changed request
   * @throws IllegalArgumentException if it is for another origin
   */
  public HttpRequest withCredential(Credential value) {
    if (!value.origin().equals(origin)) {
      throw new IllegalArgumentException(
          "A credential for " + value.origin() + " must not be sent to " + origin + ".");
    }
    return with(copy -> copy.credential = value);
  }

  /**
   * Sets the body.
   *
   * @param value the body
   * @return the changed request
   */
  public HttpRequest withBody(HttpBody value) {
    return with(copy -> copy.body = value);
  }

  /**
   * Adds a secret of the body, so that it is redacted in the response.
   *
   * @param secret the secret
   * @return the changed request
   */
  public HttpRequest redacting(Secret secret) {
    List<Secret> all = Stream.concat(hidden.stream(), Stream.of(secret)).toList();
    return with(copy -> copy.hidden = all);
  }

  /**
   * Sets the limit for the response.
   *
   * @param bytes the limit in bytes; a longer response is truncated and marked as {@linkplain
   *     HttpResponse#isTruncated() truncated}
   * @return the changed request
   */
  public HttpRequest withResponseLimit(int bytes) {
    return with(copy -> copy.responseLimit = bytes);
  }

  /**
   * Reads the body of a successful response (2xx) without keeping it in memory; the response then
   * has none. A body beyond the {@linkplain #withResponseLimit limit}, or one that the folder for
   * temporary files has no room for, is not read: the response is {@linkplain
   * HttpResponse#isTruncated() truncated}. A transport that can't do that may return the body with
   * the response, as always.
   *
   * @param reader reads the body
   * @return the changed request
   */
  public HttpRequest withBodyHandler(BodyHandler reader) {
    return with(copy -> copy.bodyHandler = reader);
  }

  /**
   * Sets a timeout below the transport's own. Does not apply to a request that streams its body.
   *
   * @param limit from the first name lookup to the last byte of the response; more than zero
   * @return the changed request
   * @throws IllegalArgumentException if it is not more than zero
   */
  public HttpRequest withTimeout(Duration limit) {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException(
          "The timeout of a request must be more than zero, found " + limit + ".");
    }
    return with(copy -> copy.timeout = limit);
  }

  /**
   * Sets a listener for the upload.
   *
   * @param listener receives the number of bytes of content passed to the connection so far in this
   *     attempt (for a form: of its files only), in ascending order, on a thread of the transport;
   *     must return at once
   * @return the changed request
   */
  public HttpRequest withProgress(LongConsumer listener) {
    return with(copy -> copy.progress = listener);
  }

  /**
   * Returns the method.
   *
   * @return such as {@code GET}
   */
  public String method() {
    return method;
  }

  /**
   * Returns the URL. Its query may contain a secret: do not print it, print {@link #origin()}.
   *
   * @return the URL
   */
  public URI url() {
    return url;
  }

  /**
   * Returns the origin of the URL.
   *
   * @return the origin of the URL
   */
  public Origin origin() {
    return origin;
  }

  /**
   * Returns the purpose of the request.
   *
   * @return a phrase for "could not ..."
   */
  public String action() {
    return action;
  }

  /**
   * Returns the headers that are not secret.
   *
   * @return name to value
   */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * Returns the credential.
   *
   * @return the credential, if the request is authenticated
   */
  public Optional<Credential> credential() {
    return Optional.ofNullable(credential);
  }

  /**
   * Returns the body.
   *
   * @return the body, if there is one
   */
  public Optional<HttpBody> body() {
    return Optional.ofNullable(body);
  }

  /**
   * Returns all secrets of this request.
   *
   * @return those of the credential and those {@linkplain #redacting named}
   */
  public List<Secret> secrets() {
    return Stream.concat(
            hidden.stream(), credential().stream().flatMap(used -> used.secrets().stream()))
        .toList();
  }

  /**
   * Returns the limit for the response.
   *
   * @return the limit in bytes
   */
  public int responseLimit() {
    return responseLimit;
  }

  /**
   * Returns the handler of the body of a successful response.
   *
   * @return the handler; empty if the body comes with the response
   */
  public Optional<BodyHandler> bodyHandler() {
    return Optional.ofNullable(bodyHandler);
  }

  /**
   * Returns the timeout.
   *
   * @return the timeout, if the request has its own
   */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /**
   * Returns the listener for the upload.
   *
   * @return the listener; one that does nothing if none was set
   */
  public LongConsumer progress() {
    return progress;
  }

  private HttpRequest with(Consumer<HttpRequest> change) {
    HttpRequest copy = new HttpRequest(this);
    change.accept(copy);
    return copy;
  }

  @Override
  public String toString() {
    return method + " " + origin;
  }
}
