package dev.trustedpublishing.benchmarks;

import dev.trustedpublishing.internal.hc.client5.http.config.TlsConfig;
import dev.trustedpublishing.internal.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import dev.trustedpublishing.internal.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import dev.trustedpublishing.internal.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import dev.trustedpublishing.internal.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import dev.trustedpublishing.internal.hc.client5.http.ssl.HostnameVerificationPolicy;
import dev.trustedpublishing.internal.hc.core5.http.ContentType;
import dev.trustedpublishing.internal.hc.core5.http.HttpResponse;
import dev.trustedpublishing.internal.hc.core5.http.Message;
import dev.trustedpublishing.internal.hc.core5.http.nio.AsyncRequestProducer;
import dev.trustedpublishing.internal.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import dev.trustedpublishing.internal.hc.core5.http.nio.entity.DiscardingEntityConsumer;
import dev.trustedpublishing.internal.hc.core5.http.nio.support.AsyncRequestBuilder;
import dev.trustedpublishing.internal.hc.core5.http.nio.support.BasicResponseConsumer;
import dev.trustedpublishing.internal.hc.core5.http2.HttpVersionPolicy;
import dev.trustedpublishing.internal.hc.core5.io.CloseMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What our transport's library can do in a program that has just started: Apache's asynchronous
 * HttpClient sends files, four at a time, without a command line, a token, a check, or a hash, and
 * expects 200.
 *
 * <p>Arguments: the upload URL, the trusted certificate, and the files.
 */
public final class HttpClientUploads {
  private static final int AT_A_TIME = 4;
  private static final ContentType FORM = ContentType.parse("multipart/form-data; boundary=b");

  private final CloseableHttpAsyncClient client;
  private final URI url;
  private final Queue<String> files;

  private HttpClientUploads(CloseableHttpAsyncClient client, URI url, Queue<String> files) {
    this.client = client;
    this.url = url;
    this.files = files;
  }

  public static void main(String[] args) throws Exception {
    URI url = URI.create(args[0]);
    ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
    CloseableHttpAsyncClient client = client(TrustedServer.of(Path.of(args[1])));
    try {
      client.start();
      List<String> files = Arrays.asList(args).subList(2, args.length);
      Callable<Void> worker =
          new HttpClientUploads(client, url, new ConcurrentLinkedQueue<>(files))::sendAll;
      for (Future<Void> sent : workers.invokeAll(Collections.nCopies(AT_A_TIME, worker))) {
        sent.get();
      }
    } finally {
      client.close(CloseMode.IMMEDIATE);
      workers.shutdown();
    }
  }

  /** Without what our transport turns off, too. */
  private static CloseableHttpAsyncClient client(TrustedServer server)
      throws GeneralSecurityException {
    return HttpAsyncClientBuilder.create()
        .setConnectionManager(
            PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(AT_A_TIME)
                .setDefaultTlsConfig(
                    TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build())
                .setTlsStrategy(
                    ClientTlsStrategyBuilder.create()
                        .setSslContext(server.context())
                        .setHostVerificationPolicy(HostnameVerificationPolicy.BUILTIN)
                        .buildAsync())
                .build())
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .setDefaultCookieSpecRegistry(name -> null)
        .disableAuthCaching()
        .disableConnectionState()
        .disableContentCompression()
        .disableRequestPriority()
        .build();
  }

  private Void sendAll() throws IOException, InterruptedException, ExecutionException {
    for (String file = files.poll(); file != null; file = files.poll()) {
      Message<HttpResponse, Object> response =
          client
              .execute(
                  request(Path.of(file)),
                  new BasicResponseConsumer<>(new DiscardingEntityConsumer<>()),
                  null)
              .get();
      if (response.getHead().getCode() != 200) {
        throw new IOException("Expected 200, found: " + response.getHead());
      }
    }
    return null;
  }

  private AsyncRequestProducer request(Path file) throws IOException {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(BareUploads.HEAD.getBytes(StandardCharsets.US_ASCII));
    form.writeBytes(Files.readAllBytes(file));
    form.writeBytes(BareUploads.TAIL.getBytes(StandardCharsets.US_ASCII));
    return AsyncRequestBuilder.post(url)
        .addHeader("Authorization", "Basic bm9uZQ==")
        .setEntity(new BasicAsyncEntityProducer(form.toByteArray(), FORM))
        .build();
  }
}
