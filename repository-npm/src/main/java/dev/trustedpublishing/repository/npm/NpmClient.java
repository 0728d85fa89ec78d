package dev.trustedpublishing.repository.npm;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
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
import dev.trustedpublishing.api.spi.RegistrationDiagnosis;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.repository.npm.model.PublishOptions;
import dev.trustedpublishing.repository.npm.packument.PackumentLookup;
import dev.trustedpublishing.repository.npm.plan.Destination;
import dev.trustedpublishing.repository.npm.plan.PackageValidator;
import dev.trustedpublishing.repository.npm.provenance.NewProvenance;
import dev.trustedpublishing.repository.npm.publish.PackageUpload;
import dev.trustedpublishing.repository.npm.token.ClaimRules;
import dev.trustedpublishing.repository.npm.token.TokenExchange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A run against one registry; each call is a separate class. Thread-safe.
 *
 * @param destination the registry of the run
 * @param options the choices of the caller
 * @param context the context of the client
 */
record NpmClient(Destination destination, PublishOptions options, SpiContext context)
    implements RepositoryClient, RegistrationDiagnosis {
  /**
   * The usual variable for an identity token that the job declares (npm's documentation of trusted
   * publishing).
   */
  private static final String VARIABLE = "NPM_ID_TOKEN";

  /**
   * {@inheritDoc}
   *
   * @return presence checks and existing provenance bundles; uploading the same bytes again is
   *     rejected, and no token can be revoked (npm's documentation of trusted publishing)
   */
  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.PRESENCE_CHECK, Capability.ATTESTATIONS);
  }

  @Override
  public List<Artifact> plan(List<Path> files) {
    return new PackageValidator(destination, options, context).plan(files);
  }

  @Override
  public List<Finding> preflightAttestation(Claims claims) {
    return NewProvenance.findings(claims);
  }

  @Override
  public Optional<String> statement(Artifact artifact) {
    return new NewProvenance(destination.registry(), context).statement(own(artifact));
  }

  @Override
  public Artifact attach(Artifact artifact, JsonObject bundle) {
    return own(artifact)
        .with(Optional.of(new NewProvenance(destination.registry(), context).bundle(bundle)));
  }

  /**
   * One scope per package, because a token is valid for one package. Packages are sorted by name,
   * versions from the lowest to the highest, so that {@code latest} ends at the highest.
   */
  @Override
  public List<ExchangeScope> scopes(List<Artifact> artifacts) {
    Map<String, List<NpmArtifact>> packages = new TreeMap<>();
    for (Artifact artifact : artifacts) {
      packages
          .computeIfAbsent(artifact.packageName(), name -> new ArrayList<>())
          .add(own(artifact));
    }
    List<ExchangeScope> scopes = new ArrayList<>();
    packages.forEach((name, versions) -> {
      versions.sort(Comparator.comparing(NpmArtifact::release));
      scopes.add(new ExchangeScope(name, List.copyOf(versions)));
    });
    return scopes;
  }

  /**
   * {@inheritDoc}
   *
   * @throws TrustedPublishingException also {@code usage.invalid-option} for a name that no package
   *     of npm has
   */
  @Override
  public List<ExchangeScope> scopesToVerify(List<String> packages) {
    List<Problem> faults =
        packages.stream().flatMap(name -> fault(new PackageName(name)).stream()).toList();
    if (!faults.isEmpty()) {
      throw TrustedPublishingException.builder(Stage.PLAN, faults).build();
    }
    return RegistrationDiagnosis.super.scopesToVerify(packages);
  }

  private static Optional<Problem> fault(PackageName name) {
    return name.fault()
        .map(rule ->
            Problem.of(ErrorCode.USAGE_INVALID_OPTION, "Invalid npm package name.")
                .found("'" + SafeText.shown(name.value()) + "'")
                .expected(rule)
                .remedy("Use the name in package.json, with its scope."));
  }

  /**
   * Of CircleCI's two issuers npm trusts the organization's (npm's documentation of trusted
   * publishing).
   */
  @Override
  public IdentityRequest identityFor(ExchangeScope scope) {
    return new IdentityRequest(destination.registry().audience(), List.of(VARIABLE))
        .withIssuer(IdentityRequest.Issuer.ORGANIZATION);
  }

  @Override
  public Optional<IdentityRequest> expectedIdentity() {
    return Optional.of(identityFor(ExchangeScope.withoutArtifacts("npm")));
  }

  @Override
  public List<Finding> preflight(Claims claims) {
    return ClaimRules.findings(claims);
  }

  @Override
  public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
    return new TokenExchange(destination.registry(), context)
        .send(new PackageName(scope.name()), identity);
  }

  @Override
  public Presence find(Artifact artifact) {
    PackumentLookup.Result result =
        new PackumentLookup(destination.registry(), context).send(own(artifact));
    if (result instanceof PackumentLookup.Result.Known known) {
      return known.packument().find(own(artifact));
    }
    if (result instanceof PackumentLookup.Result.Untold untold) {
      return new Presence.Unknown(untold.reason());
    }
    throw destination
        .registry()
        .errors(Stage.PUBLISH, context)
        .general(((PackumentLookup.Result.Failed) result).answer())
        .orElseThrow();
  }

  @Override
  public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
    return new PackageUpload(destination.registry(), options.delivery(), context)
        .send(own(artifact), token, progress);
  }

  /**
   * Nothing is sent: the only revocation endpoint requires a user's session (the registry's OpenAPI
   * description). The token expires.
   */
  @Override
  public Revocation revoke(ApiToken token) {
    return new Revocation.ExpiresAt(token.expiresAt());
  }

  private static NpmArtifact own(Artifact artifact) {
    if (artifact instanceof NpmArtifact own) {
      return own;
    }
    throw new IllegalArgumentException(
        "This client publishes only artifacts of its own plan, found "
            + artifact.getClass().getName()
            + ".");
  }
}
