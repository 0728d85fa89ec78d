package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.http.TransportException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;

/**
 * Sends requests to servers on this machine, for tests of SPI code. Small bodies only: it holds
 * them in memory. Production code uses the transport of the core. Thread-safe.
 */
public final class LoopbackTransport implements HttpTransport {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(ProxySelector.of(null))
          .build();

  /** Creates the transport; does not open a connection yet. */
  public LoopbackTransport() {}

  @Override
  public HttpResponse send(HttpRequest call) {
    if (!call.origin().isLoopback()) {
      throw new IllegalArgumentException(
          "A contract is tested on this machine only, found a call to " + call.origin() + ".");
    }
    try {
      java.net.http.HttpResponse<byte[]> response =
          client.send(request(call), java.net.http.HttpResponse.BodyHandlers.ofByteArray());
      return answer(call, response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(call, ErrorCode.TEMPORARY_INTERRUPTED, e);
    } catch (IOException e) {
      throw failed(call, ErrorCode.TEMPORARY_CONNECTION_LOST, e);
    }
  }

  private static java.net.http.HttpRequest request(HttpRequest call) {
    java.net.http.HttpRequest.Builder request =
        java.net.http.HttpRequest.newBuilder(call.url())
            .timeout(LIMIT)
            .header("User-Agent", "contract-test");
    call.headers().forEach(request::setHeader);
    call.credential().ifPresent(c -> request.header(c.headerName(), c.headerValue().reveal()));
    call.body()
        .ifPresentOrElse(
            body -> addBody(request, call, body),
            () -> request.method(call.method(), BodyPublishers.noBody()));
    return request.build();
  }

  private static void addBody(
      java.net.http.HttpRequest.Builder request, HttpRequest call, HttpBody body) {
    if (body instanceof HttpBody.Bytes bytes) {
      send(request, call, bytes.contentType(), bytes.content());
    } else if (body instanceof HttpBody.Stream stream) {
      send(request, call, stream.contentType(), read(stream.source()));
    } else if (body instanceof HttpBody.Form form) {
      String boundary = UUID.randomUUID().toString();
      send(request, call, "multipart/form-data; boundary=" + boundary, multipart(form, boundary));
    }
  }

  private static void send(
      java.net.http.HttpRequest.Builder request, HttpRequest call, String type, byte[] body) {
    BodyPublisher publisher = BodyPublishers.ofByteArray(body);
    request.header("Content-Type", type).method(call.method(), publisher);
    call.progress().accept(body.length);
  }

  private static byte[] multipart(HttpBody.Form form, String boundary) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String part = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"";
    form.fields()
        .forEach(field ->
            body.writeBytes(utf8(part + field.name() + "\"\r\n\r\n" + field.value() + "\r\n")));
    for (HttpBody.FilePart file : form.files()) {
      body.writeBytes(utf8(part + file.name() + "\"; filename=\"" + file.filename() + "\"\r\n"));
      body.writeBytes(utf8("Content-Type: application/octet-stream\r\n\r\n"));
      body.writeBytes(read(file.source()));
      body.writeBytes(utf8("\r\n"));
    }
    body.writeBytes(utf8("--" + boundary + "--\r\n"));
    return body.toByteArray();
  }

  private static byte[] read(HttpBody.Source source) {
    try (InputStream content = source.open()) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse answer(
      HttpRequest call, java.net.http.HttpResponse<byte[]> response) {
    byte[] body = response.body();
    boolean whole = body.length <= call.responseLimit();
    HttpResponse answer =
        HttpResponse.of(
            call,
            response.statusCode(),
            "",
            response.headers().map(),
            whole ? body : Arrays.copyOf(body, call.responseLimit()));
    return whole ? answer : answer.truncated();
  }

  private static TransportException failed(HttpRequest call, ErrorCode code, Exception cause) {
    return new TransportException(
        Problem.of(code, "Could not " + call.action() + ".").remedy("Look at the test's server."),
        AttemptOutcome.AMBIGUOUS,
        call.origin(),
        cause);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
