package dev.trustedpublishing.benchmarks;

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
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An in-memory registry that responds immediately. A file is read and hashed when it is planned and
 * when it is sent, as every registry needs it, and its progress is reported for each chunk, as the
 * transport does.
 */
final class MemoryRegistry implements PackageRepository, RepositoryClient {
  static final String NAME = "memory";

  private static final int CHUNK = 64 * 1024;
  private static final RepositoryTarget TARGET =
      new RepositoryTarget(NAME, NAME, URI.create("https://registry.example/upload"));

  private final long extraChunks;

  /**
   * Creates a registry.
   *
   * @param extraChunks how many more times the progress of each file receives
   */
  MemoryRegistry(long extraChunks) {
    this.extraChunks = extraChunks;
  }

  private record Planned(ArtifactFile file) implements Artifact {
    @Override
    public String packageName() {
      return "sample";
    }

    @Override
    public String version() {
      return "1.0";
    }
  }

  @Override
  public String id() {
    return NAME;
  }

  @Override
  public List<String> knownNames() {
    return List.of(NAME);
  }

  @Override
  public Optional<RepositoryTarget> resolve(
      String nameOrUrl, List<Path> files, SpiContext context) {
    return nameOrUrl.equals(NAME) ? Optional.of(TARGET) : Optional.empty();
  }

  @Override
  public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
    return this;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.SAME_BYTES_ARE_A_NO_OP);
  }

  @Override
  public List<Artifact> plan(List<Path> files) {
    return files.stream().map(ArtifactFile::read).<Artifact>map(Planned::new).toList();
  }

  @Override
  public List<ExchangeScope> scopes(List<Artifact> artifacts) {
    return List.of(new ExchangeScope("everything", artifacts));
  }

  @Override
  public IdentityRequest identityFor(ExchangeScope scope) {
    return IdentityRequest.forAudience(NAME);
  }

  @Override
  public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
    Secret token = Secret.of("api-token");
    return new ApiToken(
        token,
        Credential.basic("__token__", token, TARGET.origin()),
        Instant.now().plusSeconds(900));
  }

  @Override
  public Presence find(Artifact artifact) {
    return new Presence.Absent();
  }

  @Override
  public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
    long size = artifact.file().size();
    for (long chunk = 0; chunk < extraChunks; chunk++) {
      progress.progressed(artifact, 0, size);
    }
    byte[] buffer = new byte[CHUNK];
    long sent = 0;
    try (InputStream content = artifact.file().open()) {
      for (int count = content.read(buffer); count != -1; count = content.read(buffer)) {
        sent += count;
        progress.progressed(artifact, sent, size);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Receipt(Optional.empty());
  }

  @Override
  public Revocation revoke(ApiToken token) {
    return new Revocation.Requested();
  }
}
