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
import dev.trustedpublishing.integration.faults.run.RunRecord.Step;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The real module, whose attempts with each file are written down: an event does not tell an
 * attempt to ask from one to send.
 *
 * @param real the module
 * @param likePyPi whether the client is to believe of the registry on this machine what it believes
 *     of PyPI
 * @param steps is told of every attempt
 */
record RecordingRepository(PackageRepository real, boolean likePyPi, Consumer<Step> steps)
    implements PackageRepository {
  @Override
  public String id() {
    return real.id();
  }

  @Override
  public List<String> knownNames() {
    return real.knownNames();
  }

  @Override
  public Optional<RepositoryTarget> resolve(
      String nameOrUrl, List<Path> files, SpiContext context) {
    return real.resolve(nameOrUrl, files, context);
  }

  @Override
  public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
    return new Client(real.connect(target, context), likePyPi, steps);
  }

  private record Client(RepositoryClient real, boolean likePyPi, Consumer<Step> steps)
      implements RepositoryClient {
    @Override
    public Set<Capability> capabilities() {
      return likePyPi ? EnumSet.allOf(Capability.class) : real.capabilities();
    }

    @Override
    public List<Artifact> plan(List<Path> files) {
      return real.plan(files);
    }

    @Override
    public List<ExchangeScope> scopes(List<Artifact> artifacts) {
      return real.scopes(artifacts);
    }

    @Override
    public IdentityRequest identityFor(ExchangeScope scope) {
      return real.identityFor(scope);
    }

    @Override
    public List<Finding> preflight(Claims claims) {
      return real.preflight(claims);
    }

    @Override
    public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
      return real.exchange(scope, identity);
    }

    @Override
    public Presence find(Artifact artifact) {
      Step.Kind kind = Step.Kind.ASKED_IN_VAIN;
      try {
        Presence presence = real.find(artifact);
        kind = Step.Kind.ASKED;
        return presence;
      } finally {
        steps.accept(new Step(artifact.filename(), kind));
      }
    }

    @Override
    public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
      steps.accept(new Step(artifact.filename(), Step.Kind.SENT));
      return real.publish(artifact, token, progress);
    }

    @Override
    public Revocation revoke(ApiToken token) {
      return real.revoke(token);
    }
  }
}
