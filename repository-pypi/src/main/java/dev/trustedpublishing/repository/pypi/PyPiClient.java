package dev.trustedpublishing.repository.pypi;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Attestations;
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
import dev.trustedpublishing.api.spi.RegistrationDiagnosis;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.attestation.PublishAttestation;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.repository.pypi.endpoint.Discovery;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.repository.pypi.index.IndexLookup;
import dev.trustedpublishing.repository.pypi.plan.DistributionValidator;
import dev.trustedpublishing.repository.pypi.token.AudienceLookup;
import dev.trustedpublishing.repository.pypi.token.ClaimRules;
import dev.trustedpublishing.repository.pypi.token.TokenExchange;
import dev.trustedpublishing.repository.pypi.token.TokenRevocation;
import dev.trustedpublishing.repository.pypi.upload.FileUpload;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A run against one index; each call is a separate class. Thread-safe.
 *
 * @param endpoints the URLs of the index
 * @param discovery finds the addresses of the token exchange
 * @param fileLimit the maximum size of a file in bytes, if the caller set one
 * @param context the context of the client
 */
record PyPiClient(
    RegistryEndpoints endpoints, Discovery discovery, OptionalLong fileLimit, SpiContext context)
    implements RepositoryClient, RegistrationDiagnosis {

  /**
   * {@inheritDoc}
   *
   * @return all; sending the same bytes again is a no-op only at PyPI and TestPyPI (Warehouse,
   *     forklift/legacy.py)
   */
  @Override
  public Set<Capability> capabilities() {
    return endpoints.isWellKnown()
        ? EnumSet.allOf(Capability.class)
        : EnumSet.complementOf(EnumSet.of(Capability.SAME_BYTES_ARE_A_NO_OP));
  }

  @Override
  public List<Artifact> plan(List<Path> files) {
    return new DistributionValidator(endpoints, fileLimit, context).plan(files);
  }

  @Override
  public List<Finding> preflightAttestation(Claims claims) {
    return PublishAttestation.findings(claims);
  }

  /** By default only where attestations are known to be accepted: at PyPI and TestPyPI. */
  @Override
  public Optional<String> statement(Artifact artifact) {
    boolean isWanted = endpoints.isWellKnown() || context.attestations() == Attestations.REQUIRED;
    return isWanted && own(artifact).attestations().isEmpty()
        ? Optional.of(PublishAttestation.statement(artifact, context.json()))
        : Optional.empty();
  }

  @Override
  public Artifact attach(Artifact artifact, JsonObject bundle) {
    return own(artifact).with(List.of(PublishAttestation.of(bundle, context.json())));
  }

  /** One scope: a token is valid for all projects of its publisher (Warehouse, oidc/views.py). */
  @Override
  public List<ExchangeScope> scopes(List<Artifact> artifacts) {
    return List.of(new ExchangeScope(endpoints.name(), artifacts));
  }

  /** One scope, whatever the packages: a token is valid for all projects of its publisher. */
  @Override
  public List<ExchangeScope> scopesToVerify(List<String> packages) {
    return List.of(ExchangeScope.withoutArtifacts(endpoints.name()));
  }

  /**
   * A pending publisher creates its project when it is used, not at the upload (Warehouse,
   * oidc/views.py).
   */
  @Override
  public Optional<Problem> sideEffectOfExchange(ExchangeScope scope) {
    return Optional.of(
        Problem.of(
                ErrorCode.EXCHANGE_SIDE_EFFECT,
                "If a pending publisher matches this job, the exchange creates its project at "
                    + endpoints.name()
                    + ", even if nothing is uploaded.")
            .remedy(
                "No action needed if the publisher belongs to an existing project, or if you want"
                    + " the project name. Otherwise stop here and publish the first files"
                    + " instead."));
  }

  /**
   * {@inheritDoc}
   *
   * @return the audience that the index names; the variables that other tools use, such as {@code
   *     PYPI_ID_TOKEN} (GitLab's page at docs.pypi.org)
   */
  @Override
  public IdentityRequest identityFor(ExchangeScope scope) {
    return identity(
        new AudienceLookup(endpoints, context).send(discovery.tokenEndpoints().audience()));
  }

  @Override
  public Optional<IdentityRequest> expectedIdentity() {
    return endpoints.audience().map(PyPiClient::identity);
  }

  private static IdentityRequest identity(String audience) {
    String variable = audience.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_ID_TOKEN";
    return new IdentityRequest(audience, List.of(variable));
  }

  @Override
  public List<Finding> preflight(Claims claims) {
    return ClaimRules.findings(claims);
  }

  @Override
  public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
    return new TokenExchange(endpoints, discovery.tokenEndpoints(), context)
        .send(scope.artifacts().stream().findFirst().map(a -> own(a).project()), identity);
  }

  @Override
  public Presence find(Artifact artifact) {
    return new IndexLookup(endpoints, context).send(own(artifact));
  }

  @Override
  public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
    return new FileUpload(endpoints, context).send(own(artifact), token, progress);
  }

  @Override
  public Revocation revoke(ApiToken token) {
    return new TokenRevocation(endpoints, context).send(token);
  }

  private static PyPiArtifact own(Artifact artifact) {
    if (artifact instanceof PyPiArtifact own) {
      return own;
    }
    throw new IllegalArgumentException(
        "This client publishes only artifacts of its own plan, found "
            + artifact.getClass().getName()
            + ".");
  }
}
