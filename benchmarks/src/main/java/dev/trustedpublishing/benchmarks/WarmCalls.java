package dev.trustedpublishing.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.http.ApacheHttpTransport;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * A JVM that is kept warm, as that of a build tool is, and what a limit would be. Reads commands
 * from the standard input, one a line, and prints for each the nanoseconds of wall clock time and
 * of processor time of the whole process.
 *
 * <p>Argument: the PEM file of the certificate that the server shows. Commands: {@code publish URL
 * FOLDER}, {@code plan URL FOLDER}, {@code loop URL FOLDER}, {@code upload URL FILE}, {@code
 * verified URL FILE}, {@code hash FILE}, {@code bare FILE}.
 */
public final class WarmCalls {
  private static final int BLOCK_BYTES = 64 * 1024;
  private static final int AT_A_TIME = 4;

  private final ApacheHttpTransport transport;
  private final HttpClient client;
  private List<byte[]> prepared = List.of();
  private Path preparedFolder = Path.of("");

  private WarmCalls(ApacheHttpTransport transport, HttpClient client) {
    this.transport = transport;
    this.client = client;
  }

  /**
   * Runs commands until there are no more.
   *
   * @param args see above
   */
  public static void main(String[] args) throws Exception {
    TrustedServer server = TrustedServer.of(Path.of(args[0]));
    TransportSettings settings =
        TransportSettings.of("benchmark").withTrusted(server.certificates());
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(server.context())
            .build();
    try (ApacheHttpTransport transport = ApacheHttpTransport.create(settings)) {
      WarmCalls calls = new WarmCalls(transport, client);
      BufferedReader commands =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(calls.measured(line.split(" ", -1)));
        System.out.flush();
      }
    }
    System.exit(0);
  }

  private String measured(String[] words) throws Exception {
    prepare(words);
    long cpu = cpuNanos();
    long start = System.nanoTime();
    run(words);
    return (System.nanoTime() - start) + " " + (cpuNanos() - cpu);
  }

  /** What the limit may do before its clock starts. */
  private void prepare(String[] words) throws IOException {
    if (words[0].equals("loop") && !preparedFolder.equals(Path.of(words[2]))) {
      preparedFolder = Path.of(words[2]);
      prepared = files(words[2]).stream().map(WarmCalls::form).toList();
    }
  }

  private void run(String[] words) throws Exception {
    switch (words[0]) {
      case "publish" -> publish(words[1], files(words[2]));
      case "plan" -> plan(words[1], files(words[2]));
      case "loop" -> loop(URI.create(words[1]));
      case "upload" -> {
        Path file = Path.of(words[2]);
        upload(URI.create(words[1]), Files.size(file), () -> Files.newInputStream(file));
      }
      case "verified" -> {
        // Read before; see hash.
        ArtifactFile file = known(Path.of(words[2]));
        upload(URI.create(words[1]), file.size(), file::open);
      }
      case "hash" -> ArtifactFile.read(Path.of(words[1]));
      case "bare" -> bare(Path.of(words[1]));
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static void publish(String url, List<Path> files) throws IOException {
    try (TrustedPublisher publisher = publisher(url)) {
      publisher.publish(files);
    }
  }

  private static void plan(String url, List<Path> files) throws IOException {
    try (TrustedPublisher publisher = publisher(url)) {
      publisher.plan(files);
    }
  }

  private static TrustedPublisher publisher(String url) {
    return TrustedPublisher.builder().repository(url).workflowCommands(command -> {}).build();
  }

  private void upload(URI url, long length, HttpBody.Source source) {
    HttpBody.FilePart part = new HttpBody.FilePart("content", "sample.whl", length, source);
    HttpRequest call =
        HttpRequest.post(url, "upload").withBody(new HttpBody.Form(List.of(), List.of(part)));
    if (!transport.send(call).isSuccess()) {
      throw new IllegalStateException("The upload failed.");
    }
  }

  private ArtifactFile verifiedFile =
      new ArtifactFile(Path.of(""), 0, java.nio.file.attribute.FileTime.fromMillis(0), "");

  private ArtifactFile known(Path file) {
    return verifiedFile.path().equals(file)
        ? verifiedFile
        : (verifiedFile = ArtifactFile.read(file));
  }

  private void loop(URI url) throws InterruptedException {
    Semaphore turns = new Semaphore(AT_A_TIME);
    CompletableFuture<?>[] answers = new CompletableFuture<?>[prepared.size()];
    for (int i = 0; i < answers.length; i++) {
      java.net.http.HttpRequest request =
          java.net.http.HttpRequest.newBuilder(url)
              .header("Content-Type", "multipart/form-data; boundary=b")
              .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(prepared.get(i)))
              .build();
      turns.acquire();
      answers[i] =
          client
              .sendAsync(request, java.net.http.HttpResponse.BodyHandlers.discarding())
              .whenComplete((answer, failure) -> turns.release());
    }
    CompletableFuture.allOf(answers).join();
  }

  private static byte[] form(Path file) {
    try {
      ByteArrayOutputStream form = new ByteArrayOutputStream();
      form.writeBytes(
          "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"s.whl\"\r\n\r\n"
              .getBytes(StandardCharsets.UTF_8));
      form.writeBytes(Files.readAllBytes(file));
      form.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
      return form.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As fast as the JDK's digest can be fed from a file: the limit. */
  private static void bare(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] block = new byte[BLOCK_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(block); count != -1; count = in.read(block)) {
        digest.update(block, 0, count);
      }
    }
    if (digest.digest().length != 32) {
      throw new IllegalStateException();
    }
  }

  private static List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files.sorted().toList();
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
