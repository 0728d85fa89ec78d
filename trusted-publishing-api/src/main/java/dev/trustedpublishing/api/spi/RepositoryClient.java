package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run against one registry. The methods are called in the order of the pipeline: plan,
 * statement, find, and attach for each artifact if attestations are made, scopes, then for each
 * scope identityFor, preflight, exchange, find and publish for each artifact, revoke. One call is
 * one attempt: a method sends at most one request that changes something and never repeats it. A
 * failure is a {@link TrustedPublishingException} (or the transport's own exception, which is
 * passed on), and the pipeline decides about another attempt.
 *
 * <p>{@code find}, {@code attach}, {@code publish}, and {@code revoke} may be called from several
 * threads at once.
 */
public interface RepositoryClient {
  /**
   * Returns the capabilities of the registry; the retry rules of the pipeline depend on them.
   *
   * @return the capabilities
   */
  Set<Capability> capabilities();

  /**
   * Reads, validates, and hashes files. No network, no identity: everything that can fail without a
   * credential fails in this step.
   *
   * @param files the files, at least one
   * @return one artifact for each file
   * @throws TrustedPublishingException with all problems of all files
   */
  List<Artifact> plan(List<Path> files);

  /**
   * Returns what the registry rejects, or may reject, about an attestation that a job with these
   * claims makes; as for {@link Attestor#preflight}.
   *
   * @param claims the claims of the identity token that would be signed with, unverified
   * @return the findings; may be empty
   */
  default List<Finding> preflightAttestation(Claims claims) {
    return List.of();
  }

  /**
   * Returns the statement to sign about an artifact.
   *
   * @param artifact the artifact
   * @return an in-toto statement as JSON; empty if the artifact has an attestation already, or the
   *     registry accepts none
   * @throws TrustedPublishingException if the registry would reject an attestation of this artifact
   */
  default Optional<String> statement(Artifact artifact) {
    return Optional.empty();
  }

  /**
   * Attaches a signed statement in the form that the registry accepts.
   *
   * @param artifact an artifact with a {@link #statement}
   * @param bundle the signed statement: a Sigstore bundle
   * @return the artifact to publish
   */
  default Artifact attach(Artifact artifact, JsonObject bundle) {
    throw new UnsupportedOperationException("This registry accepts no attestations.");
  }

  /**
   * Groups artifacts by API token and sorts each group into upload order.
   *
   * @param artifacts what {@link #plan} returned
   * @return at least one scope; each artifact is in exactly one
   */
  List<ExchangeScope> scopes(List<Artifact> artifacts);

  /**
   * Returns the identity token that the registry requires; may query the registry.
   *
   * @param scope the scope
   * @return the request
   */
  IdentityRequest identityFor(ExchangeScope scope);

  /**
   * Returns what the registry rejects, or may reject, about a job with these claims. Called with
   * the claims alone before each exchange, so that a known rejection costs no token. A {@link
   * Finding.Severity#REFUSAL} ends the run; warnings are recorded.
   *
   * @param claims the claims of the identity token, unverified
   * @return the findings; may be empty
   */
  default List<Finding> preflight(Claims claims) {
    return List.of();
  }

  /**
   * Exchanges an identity token for an API token.
   *
   * @param scope the scope
   * @param identity a token that was never sent to this registry
   * @return the API token
   */
  ApiToken exchange(ExchangeScope scope, IdentityToken identity);

  /**
   * Queries whether the registry has an artifact.
   *
   * @param artifact the artifact
   * @return the presence; {@link Presence.Unknown} if the registry can't report it
   */
  Presence find(Artifact artifact);

  /**
   * Uploads an artifact.
   *
   * @param artifact the artifact
   * @param token the token of its scope
   * @param progress receives the progress of the upload
   * @return the receipt
   */
  Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress);

  /**
   * Revokes an API token. Called at the end of every run, even of an interrupted one, for several
   * tokens in parallel; the run waits for it, so each call takes at most {@link
   * Revocation#MAX_CALL_DURATION}. A failure is {@link Revocation.Failed}, because no release fails
   * for it; only a failure that a retry can fix is thrown, and the pipeline retries.
   *
   * @param token the token
   * @return the result
   * @throws dev.trustedpublishing.api.TrustedPublishingException only if {@linkplain
   *     dev.trustedpublishing.api.TrustedPublishingException#retryCanHelp() a retry can help}
   */
  Revocation revoke(ApiToken token);
}
