package dev.trustedpublishing.core.transport;

import java.io.IOException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Tells the exchange that a connection is there and the request is about to be written. */
final class Beginning implements HttpRequestInterceptor {
  private static final String EXCHANGE = "trusted-publishing.exchange";

  static void announceTo(Exchange exchange, HttpContext context) {
    context.setAttribute(EXCHANGE, exchange);
  }

  @Override
  public void process(HttpRequest request, @Nullable EntityDetails entity, HttpContext context)
      throws IOException {
    if (context.getAttribute(EXCHANGE) instanceof Exchange exchange) {
      exchange.begin();
    }
  }
}
