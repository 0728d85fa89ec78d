package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.identity.IdentityRequest;
import java.util.List;
import java.util.Optional;

/**
 * The part of a client that only the verification of a registration needs. A {@link
 * RepositoryClient} may implement it; the defaults apply to those that do not.
 *
 * <p>Implementations are thread-safe.
 */
public interface RegistrationDiagnosis {
  /**
   * Returns the exchanges with which a registration is verified, without any file.
   *
   * @param packages the packages to verify; may be empty
   * @return at least one scope, {@linkplain ExchangeScope#withoutArtifacts without artifacts}; by
   *     default one per package, with its name
   * @throws TrustedPublishingException {@code usage.invalid-option} if the registry exchanges one
   *     token for each package and none was named
   */
  default List<ExchangeScope> scopesToVerify(List<String> packages) {
    if (packages.isEmpty()) {
      throw TrustedPublishingException.builder(
              Stage.PLAN,
              Problem.of(
                      ErrorCode.USAGE_INVALID_OPTION,
                      "This registry issues an API token per package, and no package was named.")
                  .found("no package")
                  .expected("the name of each package to verify")
                  .remedy("Name it: verify(\"NAME\") in Java, --package NAME on the command line."))
          .build();
    }
    return packages.stream().distinct().map(ExchangeScope::withoutArtifacts).toList();
  }

  /**
   * Returns the identity token that the registry is known to require, without asking it: so a job
   * that has none is found without network.
   *
   * @return the request; empty if only the registry knows
   */
  default Optional<IdentityRequest> expectedIdentity() {
    return Optional.empty();
  }

  /**
   * Returns what an exchange changes at the registry, even if nothing is published afterwards.
   *
   * @param scope the scope
   * @return the warning to record before the exchange; empty if it changes nothing
   */
  default Optional<Problem> sideEffectOfExchange(ExchangeScope scope) {
    return Optional.empty();
  }
}
