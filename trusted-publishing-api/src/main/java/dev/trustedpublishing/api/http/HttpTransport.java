package dev.trustedpublishing.api.http;

/**
 * Carries calls to servers. Safe by construction: https only (http on a loopback address), no
 * redirects, no cookies, no automatic authentication, capped answers, a deadline for every call,
 * credentials only to the origin that they are meant for.
 *
 * <p>One call is one attempt: repeating is the business of the pipeline, which knows what is safe
 * to repeat. Implementations are thread-safe.
 */
@FunctionalInterface
public interface HttpTransport {
  /**
   * Sends a call and waits for its answer.
   *
   * @param call the call
   * @return the answer, whatever its status
   * @throws TransportException if there is no answer; it says whether the server may have seen the
   *     call
   */
  HttpResponse send(HttpRequest call);
}
