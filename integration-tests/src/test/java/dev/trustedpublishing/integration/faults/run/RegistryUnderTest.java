package dev.trustedpublishing.integration.faults.run;

import dev.trustedpublishing.integration.faults.injection.Registry;
import dev.trustedpublishing.integration.faults.injection.Route;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.integration.faults.injection.TestEnvironment;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.registry.npm.NpmRegistry;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import dev.trustedpublishing.testkit.registry.pypi.PyPiRegistry;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
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
final class RegistryUnderTest implements AutoCloseable {
  private final LoopbackServer server;
  private final PyPiRegistry pypi;
  private final NpmRegistry npm;

  private RegistryUnderTest(LoopbackServer server, PyPiRegistry pypi, NpmRegistry npm) {
    this.server = server;
    this.pypi = pypi;
    this.npm = npm;
    server.mount("", pypi);
    server.mount("/npm", npm);
    server.mount("/-/npm/v1/oidc", npm);
  }

  /** The route decides what identity tokens have to be for. */
  public static RegistryUnderTest open(TestEnvironment environment, RunPlan.Ci ci, Route route)
      throws IOException {
    LoopbackServer server = LoopbackServer.start(0);
    PyPiRegistry.Builder pypi =
        PyPiRegistry.at(server.uri())
            .audience(route.audience(Registry.PYPI))
            .clock(environment.clock());
    NpmRegistry.Builder npm =
        NpmRegistry.at(
                URI.create(
                    server.uri().toString().replace("127.0.0.1", route.registryHost()) + "/npm"))
            .clock(environment.clock());
    URI issuer = environment.issuer().issuer();
    if (ci == RunPlan.Ci.GITLAB) {
      trustGitLab(environment.gitLabJob(), pypi.gitlabIssuer(issuer), npm.gitlabIssuer(issuer));
    } else {
      trustGitHub(environment.job(), pypi.githubIssuer(issuer), npm.githubIssuer(issuer));
    }
    return new RegistryUnderTest(server, pypi.build(), npm.build());
  }

  private static void trustGitHub(
      GitHubJob job, PyPiRegistry.Builder pypi, NpmRegistry.Builder npm) {
    pypi.publishers(
        List.of(
            PublisherRegistration.github(
                job.owner(), job.ownerId(), job.repository(), job.workflow())));
    npm.trustForAnyPackage(Trust.github(job.fullRepository(), job.workflow()));
  }

  private static void trustGitLab(
      GitLabJob job, PyPiRegistry.Builder pypi, NpmRegistry.Builder npm) {
    pypi.publishers(
        List.of(PublisherRegistration.gitlab(job.namespace(), job.project(), job.pipelineFile())));
    npm.trustForAnyPackage(Trust.gitlab(job.projectPath(), job.pipelineFile()));
  }

  public URI uri() {
    return server.uri();
  }

  /** How clients name the registry, at whatever address. */
  public static String name(Registry registry, URI address) {
    return registry == Registry.NPM ? "npm+" + address + "/npm/" : address + "/legacy/";
  }

  public Map<String, String> stored() {
    Map<String, String> stored = new TreeMap<>();
    pypi.files().forEach(file -> stored.put(file.filename(), sha256(file.content())));
    npm.published()
        .forEach(version ->
            stored.put(
                version.packageName() + "-" + version.version() + ".tgz",
                sha256(version.tarball())));
    return stored;
  }

  public List<RunRecord.MintedToken> minted() {
    List<RunRecord.MintedToken> minted = new ArrayList<>();
    pypi.mintedTokens()
        .forEach(t -> minted.add(new RunRecord.MintedToken(t.value(), t.burned(), t.expiresAt())));
    npm.mintedTokens()
        .forEach(t -> minted.add(new RunRecord.MintedToken(t.value(), false, t.expiresAt())));
    return minted;
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (npm) {
      pypi.close();
    }
  }

  public static String sha256(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform supports SHA-256.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
