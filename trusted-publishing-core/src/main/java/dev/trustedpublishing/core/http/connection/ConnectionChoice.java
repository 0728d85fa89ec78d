package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.internal.hc.client5.http.async.AsyncExecCallback;
import dev.trustedpublishing.internal.hc.client5.http.async.AsyncExecChain;
import dev.trustedpublishing.internal.hc.client5.http.async.AsyncExecChainHandler;
import dev.trustedpublishing.internal.hc.client5.http.async.AsyncExecRuntime;
import dev.trustedpublishing.internal.hc.core5.concurrent.FutureCallback;
import dev.trustedpublishing.internal.hc.core5.http.HttpException;
import dev.trustedpublishing.internal.hc.core5.http.HttpRequest;
import dev.trustedpublishing.internal.hc.core5.http.nio.AsyncEntityProducer;
import java.io.IOException;

/**
 * Uses a kept connection of the pool, or a new one if the attempt needs it, and tells the exchange
 * which of the two. Registers how the exchange drops its connection.
 */
public final class ConnectionChoice implements AsyncExecChainHandler {

  @Override
  public void execute(
      HttpRequest request,
      AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws HttpException, IOException {
    Attempt.in(scope.clientContext).exchange().startsWith(scope.execRuntime::discardEndpoint);
    new Acquisition(request, body, scope, chain, callback).start();
  }

  private record Acquisition(
      HttpRequest request,
      AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      implements FutureCallback<AsyncExecRuntime> {

    void start() {
      scope.cancellableDependency.setDependency(
          scope.execRuntime.acquireEndpoint(
              scope.exchangeId, scope.route, null, scope.clientContext, this));
    }

    @Override
    public void completed(AsyncExecRuntime connection) {
      Attempt attempt = Attempt.in(scope.clientContext);
      boolean kept = connection.isEndpointConnected();
      if (kept && attempt.onFreshConnection()) {
        connection.discardEndpoint();
        start();
        return;
      }
      attempt.exchange().connect(kept);
      try {
        chain.proceed(request, body, scope, callback);
      } catch (HttpException | IOException e) {
        callback.failed(e);
      }
    }

    @Override
    public void failed(Exception cause) {
      callback.failed(cause);
    }

    @Override
    public void cancelled() {
      callback.failed(new IOException("The call was cancelled while it waited for a connection."));
    }
  }
}
