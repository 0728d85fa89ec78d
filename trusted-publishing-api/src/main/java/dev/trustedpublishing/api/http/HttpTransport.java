package dev.trustedpublishing.api.http;

/**
 * Sends requests to servers. Safe by construction: HTTPS only (HTTP on a loopback address), no
 * redirects, no cookies, no automatic authentication, size-limited responses, a deadline for every
 * request, credentials only to the origin they are meant for.
 *
 * <p>One call is one attempt: the pipeline retries, because only it can decide what is safe to
 * repeat. Implementations are thread-safe.
 */
@FunctionalInterface
public interface HttpTransport {
  /**
   * Sends a request and waits for the response.
   *
   * @param call the call
   * @return the response, whatever its status
   * @throws TransportException if there is no response; it states whether the server may have
   *     received the request
   */
  HttpResponse send(HttpRequest call);
}
