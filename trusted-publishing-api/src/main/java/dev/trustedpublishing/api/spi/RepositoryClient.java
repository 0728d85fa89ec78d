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
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * One run against one registry. The methods are called in the order of the pipeline: plan, scopes,
 * then for each scope identityFor, preflight, exchange, publish for each artifact, revoke. One call
 * is one attempt: a method sends at most one request that changes something and never repeats it.
 * What failed is told by {@link TrustedPublishingException} (or by the transport's own exception,
 * which is let through), and the pipeline decides about another attempt.
 *
 * <p>Methods from {@code publish} on may be called from several threads at once.
 */
public interface RepositoryClient {
  /**
   * Returns what the registry can do; the pipeline's rules for repeating depend on it.
   *
   * @return the capabilities
   */
  Set<Capability> capabilities();

  /**
   * Reads, validates and hashes files. No network, no identity: everything that can fail without a
   * credential fails here.
   *
   * @param files the files, at least one
   * @return one artifact for each file
   * @throws TrustedPublishingException with all problems of all files
   */
  List<Artifact> plan(List<Path> files);

  /**
   * Groups artifacts by API token and puts each group into the order in which it is to be sent.
   *
   * @param artifacts what {@link #plan} returned
   * @return at least one scope; each artifact is in exactly one
   */
  List<ExchangeScope> scopes(List<Artifact> artifacts);

  /**
   * Says which identity token the registry wants; may ask the registry.
   *
   * @param scope the scope
   * @return the request
   */
  IdentityRequest identityFor(ExchangeScope scope);

  /**
   * Says what the registry will refuse, or probably will, about a job with these claims. Called
   * with the claims alone before each exchange, so that a known refusal costs no token. A {@link
   * Finding.Severity#REFUSAL} ends the run; warnings are recorded.
   *
   * @param claims what the identity token says, unverified
   * @return the findings; empty if there is nothing to say
   */
  default List<Finding> preflight(Claims claims) {
    return List.of();
  }

  /**
   * Trades an identity token for an API token.
   *
   * @param scope the scope
   * @param identity a token that was not sent to this registry before
   * @return the API token
   */
  ApiToken exchange(ExchangeScope scope, IdentityToken identity);

  /**
   * Asks whether the registry has an artifact.
   *
   * @param artifact the artifact
   * @return the answer; {@link Presence.Unknown} where the registry can't tell
   */
  Presence find(Artifact artifact);

  /**
   * Uploads an artifact.
   *
   * @param artifact the artifact
   * @param token the token of its scope
   * @param progress is told how far the upload is
   * @return the receipt
   */
  Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress);

  /**
   * Gives an API token back. Called at the end of every run, also of one that was interrupted, for
   * several tokens at once on several threads; a run waits for it, so each call that it makes has
   * at most {@link Revocation#LONGEST_CALL}. A failure is {@link Revocation.Failed}, because no
   * release fails for it; only what another attempt can mend is thrown, and the pipeline makes that
   * attempt.
   *
   * @param token the token
   * @return what became of it
   * @throws dev.trustedpublishing.api.TrustedPublishingException only if {@linkplain
   *     dev.trustedpublishing.api.TrustedPublishingException#retryCanHelp() a retry can help}
   */
  Revocation revoke(ApiToken token);
}
