package dev.trustedpublishing.core.http.connection;

import java.io.IOException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** Tells the exchange that a connection is there and the request is about to be written. */
public final class RequestStarted implements HttpRequestInterceptor {

  @Override
  public void process(HttpRequest request, @Nullable EntityDetails entity, HttpContext context)
      throws IOException, HttpException {
    Attempt.in(context).exchange().begin(HttpCoreContext.cast(context).getEndpointDetails());
  }
}
