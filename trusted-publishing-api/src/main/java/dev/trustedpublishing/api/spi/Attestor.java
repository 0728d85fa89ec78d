package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Signs statements about artifacts with the identity of the job. Found by {@link
 * java.util.ServiceLoader}; needs a public constructor without parameters that does no work.
 * Implementations are stateless and thread-safe.
 */
public interface Attestor {
  /**
   * Returns the attestor's stable id.
   *
   * @return lower-case letters, digits, and hyphens: {@code sigstore}
   */
  String id();

  /**
   * Returns the identity token that the signing service requires: another one than the registry's.
   *
   * @return the request
   */
  IdentityRequest identityRequest();

  /**
   * Returns what speaks against signing in this job, without network. A {@link
   * Finding.Severity#REFUSAL} means that the service or the registry would certainly reject it. A
   * warning, such as that the signature publishes the name of a private repository, means that
   * nothing is signed unless the caller requires attestations.
   *
   * @param claims the claims of the identity token, unverified; empty before there is one
   * @param context the environment, clock, processes, HTTP, and JSON
   * @return the findings; may be empty
   */
  List<Finding> preflight(Optional<Claims> claims, SpiContext context);

  /**
   * Has the job's identity certified. One attempt; a failure is the same as for {@link
   * RepositoryClient}.
   *
   * @param identity a token for {@link #identityRequest()}
   * @param context the environment, clock, processes, HTTP, and JSON
   * @return a signer
   */
  Signer certify(IdentityToken identity, SpiContext context);

  /** Signs with one certified key, which exists in memory only. Thread-safe. */
  interface Signer {
    /**
     * Returns until when it can sign.
     *
     * @return the end by the clock of the context
     */
    Instant expiresAt();

    /**
     * Signs a statement and verifies the result. One attempt; a further one for the same statement
     * repeats the same request.
     *
     * @param statement an in-toto statement as JSON; signed as it is, in UTF-8
     * @return a verified Sigstore bundle, version 0.3, with a DSSE envelope
     */
    JsonObject sign(String statement);
  }
}
