package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.internal.hc.client5.http.async.AsyncExecCallback;
import dev.trustedpublishing.internal.hc.client5.http.async.AsyncExecChain;
import dev.trustedpublishing.internal.hc.client5.http.async.AsyncExecChainHandler;
import dev.trustedpublishing.internal.hc.client5.http.async.AsyncExecRuntime;
import dev.trustedpublishing.internal.hc.core5.concurrent.FutureCallback;
import dev.trustedpublishing.internal.hc.core5.http.HttpException;
import dev.trustedpublishing.internal.hc.core5.http.HttpRequest;
import dev.trustedpublishing.internal.hc.core5.http.Method;
import dev.trustedpublishing.internal.hc.core5.http.nio.AsyncEntityProducer;
import java.io.IOException;

/**
 * Uses a new connection for every request that is not a {@code GET}: the server may close a reused
 * connection at any moment, and then it is unknown whether it received the request. A {@code GET}
 * that failed for that reason is repeated on a new connection. Registers how the exchange drops its
 * connection.
 */
public final class FreshConnections implements AsyncExecChainHandler {

  @Override
  public void execute(
      HttpRequest request,
      AsyncEntityProducer body,
      AsyncExecChain.Scope scope,
      AsyncExecChain chain,
      AsyncExecCallback callback)
      throws HttpException, IOException {
    Attempt attempt = Attempt.in(scope.clientContext);
    attempt.exchange().startsWith(scope.execRuntime::discardEndpoint);
    boolean usedWillDo = Method.GET.isSame(request.getMethod()) && !attempt.onFreshConnection();
    if (usedWillDo) {
      chain.proceed(request, body, scope, callback);
    } else {
      new Acquisition(request, body, scope, chain, callback).start();
    }
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
      if (connection.isEndpointConnected()) {
        connection.discardEndpoint();
        start();
        return;
      }
      Attempt.in(scope.clientContext).exchange().connect();
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
