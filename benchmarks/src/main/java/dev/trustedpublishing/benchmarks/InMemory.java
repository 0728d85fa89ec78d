package dev.trustedpublishing.benchmarks;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A CI system and a registry that do nothing, so that only the pipeline is measured. */
final class InMemory implements IdentityProvider, PackageRepository, RepositoryClient {
  private static final URI ENDPOINT = URI.create("https://registry.example/upload/");
  private static final RepositoryTarget TARGET =
      new RepositoryTarget("in-memory", "in-memory", ENDPOINT);
  private static final String JWT = part("{\"alg\":\"RS256\"}") + "." + claims() + "." + part("-");

  private record File(ArtifactFile file) implements Artifact {
    @Override
    public String packageName() {
      return "sample";
    }

    @Override
    public String version() {
      return "1.0.0";
    }
  }

  @Override
  public String id() {
    return "in-memory";
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return new Detection.Available("memory");
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    return context.readIdentityToken(Secret.of(JWT), IdentityToken.Supply.ON_REQUEST);
  }

  @Override
  public List<String> knownNames() {
    return List.of("in-memory");
  }

  @Override
  public Optional<RepositoryTarget> resolve(
      String nameOrUrl, List<Path> files, SpiContext context) {
    return Optional.of(TARGET);
  }

  @Override
  public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
    return this;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.values());
  }

  @Override
  public List<Artifact> plan(List<Path> files) {
    return files.stream().<Artifact>map(InMemory::artifact).toList();
  }

  @Override
  public List<ExchangeScope> scopes(List<Artifact> artifacts) {
    return List.of(new ExchangeScope("all", artifacts));
  }

  @Override
  public IdentityRequest identityFor(ExchangeScope scope) {
    return IdentityRequest.forAudience("in-memory");
  }

  @Override
  public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
    Secret secret = Secret.of("a-token-of-the-registry");
    return new ApiToken(
        secret, Credential.bearer(secret, Origin.of(ENDPOINT)), Instant.now().plusSeconds(900));
  }

  @Override
  public Presence find(Artifact artifact) {
    return new Presence.Absent();
  }

  @Override
  public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
    progress.progressed(artifact, artifact.file().size(), artifact.file().size());
    return new Receipt(Optional.empty());
  }

  @Override
  public Revocation revoke(ApiToken token) {
    return new Revocation.Revoked();
  }

  private static Artifact artifact(Path path) {
    return new File(new ArtifactFile(path, 20_480, FileTime.fromMillis(0), "0".repeat(64)));
  }

  private static String claims() {
    long now = Instant.now().getEpochSecond();
    return part(
        "{\"iss\":\"https://issuer.example\",\"aud\":\"in-memory\",\"iat\":"
            + now
            + ",\"nbf\":"
            + now
            + ",\"exp\":"
            + (now + 86_400)
            + "}");
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
