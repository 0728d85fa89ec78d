package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.core.http.TestCertificate;
import dev.trustedpublishing.integration.GeneratedWheel;
import dev.trustedpublishing.integration.PackedPackage;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** What runs share, because it costs too much to have one each: the issuer's keys, the files. */
public final class TestEnvironment implements AutoCloseable {
  private final Clock clock = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
  private final GitHubJob job = GitHubJob.sample();
  private final GitLabJob gitLabJob = GitLabJob.sample();
  private final LoopbackServer server;
  private final OidcIssuer issuer;
  private final TestCertificate certificate;
  private final Path folder;
  private final Map<String, Path> files = new ConcurrentHashMap<>();

  private TestEnvironment(LoopbackServer server, TestCertificate certificate, Path folder) {
    this.server = server;
    this.certificate = certificate;
    this.folder = folder;
    this.issuer = new OidcIssuer(URI.create(server.uri() + "/oidc"), clock);
    server.mount("/oidc", issuer);
  }

  public static TestEnvironment open(Path folder) throws IOException {
    return new TestEnvironment(LoopbackServer.start(0), newCertificate(), folder);
  }

  private static TestCertificate newCertificate() throws IOException {
    try {
      return TestCertificate.make(
          "ip:127.0.0.1,dns:" + Route.REGISTRY_NAME + ",dns:" + Route.ISSUER_NAME);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("no certificate could be made", e);
    }
  }

  public Clock clock() {
    return clock;
  }

  public GitHubJob job() {
    return job;
  }

  public GitLabJob gitLabJob() {
    return gitLabJob;
  }

  public OidcIssuer issuer() {
    return issuer;
  }

  public URI server() {
    return server.uri();
  }

  public TestCertificate certificate() {
    return certificate;
  }

  public KeyStore trust() throws IOException {
    try {
      return certificate.trust();
    } catch (GeneralSecurityException e) {
      throw new IOException("no store for the certificate", e);
    }
  }

  /** A folder of its own for a run. */
  public Path newFolder() throws IOException {
    return Files.createTempDirectory(folder, "run");
  }

  /** A file that the registry accepts; another size is another content under the same name. */
  public Path file(Registry registry, int number, int kibibytes) {
    boolean npm = registry == Registry.NPM;
    return files.computeIfAbsent(
        npm + "-" + number + "-" + kibibytes,
        key -> {
          try {
            Path own = Files.createDirectory(folder.resolve(key));
            return npm ? tarball(own, number, kibibytes) : wheel(own, number, kibibytes);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static Path wheel(Path folder, int number, int kibibytes) throws IOException {
    return GeneratedWheel.random(folder, number + 1, kibibytes << 10);
  }

  /** The first and the third are two versions of one package. */
  private static Path tarball(Path folder, int number, int kibibytes) throws IOException {
    String name = number == 1 ? "package-b" : "package-a";
    if (kibibytes >= 1 << 10 && number < 2) {
      return PackedPackage.large(folder, name, kibibytes >> 10);
    }
    byte[] noise = new byte[Math.min(kibibytes, 100) << 9];
    new Random(kibibytes).nextBytes(noise);
    return PackedPackage.of(
        folder,
        name,
        number == 2 ? "1.1.0" : "1.0.0",
        ",\"noise\":\"" + HexFormat.of().formatHex(noise) + "\"");
  }

  @Override
  public void close() {
    server.close();
  }
}
