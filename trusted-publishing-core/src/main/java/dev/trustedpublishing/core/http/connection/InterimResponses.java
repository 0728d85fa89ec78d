package dev.trustedpublishing.core.http.connection;

import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Decides on keeping a connection as HttpClient does, and counts {@code 100 Continue} on the way:
 * HttpClient hands every other interim answer to the consumer and asks only here about this one.
 */
public final class InterimResponses extends DefaultClientConnectionReuseStrategy {

  @Override
  public boolean keepAlive(HttpRequest request, HttpResponse response, HttpContext context) {
    if (response.getCode() == HttpStatus.SC_CONTINUE) {
      Attempt.in(context).exchange().informed();
    }
    return super.keepAlive(request, response, context);
  }
}
