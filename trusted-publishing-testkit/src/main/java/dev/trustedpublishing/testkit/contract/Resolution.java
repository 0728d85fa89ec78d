package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.PackageRepository;
import java.util.List;
import java.util.Optional;

/** Resolves names and addresses with a repository, in a job without variables or a network. */
record Resolution(PackageRepository repository) {

  Optional<RepositoryTarget> of(String written) {
    return repository.resolve(
        written,
        List.of(),
        new TestContext(
            Flow.NO_VARIABLES, new Recorder(new LoopbackTransport(), ExternalFault.MISSING)));
  }

  /** A name may stand for an address that only the configuration of a job contains. */
  boolean isKnown(String name) {
    try {
      return of(name).filter(target -> target.repositoryId().equals(repository.id())).isPresent();
    } catch (TrustedPublishingException documented) {
      return documented.code().value().startsWith("usage.");
    }
  }

  boolean isRejected(String url) {
    try {
      return of(url).isEmpty();
    } catch (IllegalArgumentException documented) {
      return true;
    }
  }
}
