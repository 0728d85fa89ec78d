package dev.trustedpublishing.integration.faults;

import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.npm.NpmRegistry;
import dev.trustedpublishing.testkit.npm.Trust;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.pypi.PublisherRegistration;
import dev.trustedpublishing.testkit.pypi.PyPiRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The real registry of a run, which verifies everything, and what it knows in the end. */
final class Shop implements AutoCloseable {
  private final LoopbackServer server;
  private final PyPiRegistry pypi;
  private final NpmRegistry npm;

  private Shop(LoopbackServer server, PyPiRegistry pypi, NpmRegistry npm) {
    this.server = server;
    this.pypi = pypi;
    this.npm = npm;
    server.mount("", pypi);
    server.mount("/npm", npm);
    server.mount("/-/npm/v1/oidc", npm);
  }

  /** The host name is the one that npm's identity tokens have to be for. */
  static Shop open(Town town, String host) throws IOException {
    LoopbackServer server = LoopbackServer.start(0);
    GitHubJob job = town.job();
    PyPiRegistry pypi =
        PyPiRegistry.at(server.uri())
            .clock(town.clock())
            .githubIssuer(town.issuer().issuer())
            .publishers(
                List.of(
                    PublisherRegistration.github(
                        job.owner(), job.ownerId(), job.repository(), job.workflow())))
            .build();
    NpmRegistry npm =
        NpmRegistry.at(URI.create(server.uri().toString().replace("127.0.0.1", host) + "/npm"))
            .clock(town.clock())
            .githubIssuer(town.issuer().issuer())
            .trustForAnyPackage(Trust.github(job.fullRepository(), job.workflow()))
            .build();
    return new Shop(server, pypi, npm);
  }

  URI uri() {
    return server.uri();
  }

  /** How clients name the registry, at whatever address. */
  static String name(Registry registry, URI address) {
    return registry == Registry.NPM ? "npm+" + address + "/npm/" : address + "/legacy/";
  }

  Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    pypi.files().forEach(file -> stored.put(file.filename(), sha256(file.content())));
    npm.published()
        .forEach(version ->
            stored.put(
                version.packageName() + "-" + version.version() + ".tgz",
                sha256(version.tarball())));
    return stored;
  }

  List<Story.Minted> minted() {
    List<Story.Minted> minted = new ArrayList<>();
    pypi.mintedTokens().forEach(t -> minted.add(new Story.Minted(t.value(), t.burned())));
    npm.mintedTokens().forEach(t -> minted.add(new Story.Minted(t.value(), false)));
    return minted;
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (npm) {
      pypi.close();
    }
  }

  static String sha256(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
