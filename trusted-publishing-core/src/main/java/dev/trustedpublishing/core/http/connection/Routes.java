package dev.trustedpublishing.core.http.connection;

import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Leads an attempt through its proxy, in a tunnel that shows the proxy the target's name only. */
public final class Routes extends DefaultRoutePlanner {

  public Routes() {
    super(DefaultSchemePortResolver.INSTANCE);
  }

  @Override
  protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
    return Attempt.in(context).proxyHost();
  }
}
