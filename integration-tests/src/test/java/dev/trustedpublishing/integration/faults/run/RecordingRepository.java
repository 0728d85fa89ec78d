package dev.trustedpublishing.integration.faults.run;

import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.integration.faults.run.RunRecord.FileAttempt;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The real module, recording its attempts with each file: an event does not distinguish an attempt
 * to ask from one to send.
 *
 * @param delegate the module
 * @param likePyPi whether the client must believe of the registry on this machine what it believes
 *     of PyPI
 * @param fileAttempts receives every attempt
 */
record RecordingRepository(
    PackageRepository delegate, boolean likePyPi, Consumer<FileAttempt> fileAttempts)
    implements PackageRepository {
  @Override
  public String id() {
    return delegate.id();
  }

  @Override
  public List<String> knownNames() {
    return delegate.knownNames();
  }

  @Override
  public Optional<RepositoryTarget> resolve(
      String nameOrUrl, List<Path> files, SpiContext context) {
    return delegate.resolve(nameOrUrl, files, context);
  }

  @Override
  public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
    return new Client(delegate.connect(target, context), likePyPi, fileAttempts);
  }

  private record Client(
      RepositoryClient delegate, boolean likePyPi, Consumer<FileAttempt> fileAttempts)
      implements RepositoryClient {
    @Override
    public Set<Capability> capabilities() {
      return likePyPi ? EnumSet.allOf(Capability.class) : delegate.capabilities();
    }

    @Override
    public List<Artifact> plan(List<Path> files) {
      return delegate.plan(files);
    }

    @Override
    public List<ExchangeScope> scopes(List<Artifact> artifacts) {
      return delegate.scopes(artifacts);
    }

    @Override
    public IdentityRequest identityFor(ExchangeScope scope) {
      return delegate.identityFor(scope);
    }

    @Override
    public List<Finding> preflight(Claims claims) {
      return delegate.preflight(claims);
    }

    @Override
    public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
      return delegate.exchange(scope, identity);
    }

    @Override
    public Presence find(Artifact artifact) {
      FileAttempt.Kind kind = FileAttempt.Kind.LOOKUP_FAILED;
      try {
        Presence presence = delegate.find(artifact);
        kind = FileAttempt.Kind.LOOKED_UP;
        return presence;
      } finally {
        fileAttempts.accept(new FileAttempt(artifact.filename(), kind));
      }
    }

    @Override
    public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
      fileAttempts.accept(new FileAttempt(artifact.filename(), FileAttempt.Kind.UPLOADED));
      return delegate.publish(artifact, token, progress);
    }

    @Override
    public Revocation revoke(ApiToken token) {
      return delegate.revoke(token);
    }
  }
}
