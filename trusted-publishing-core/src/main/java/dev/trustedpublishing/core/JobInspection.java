package dev.trustedpublishing.core;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.http.proxy.Proxies;
import dev.trustedpublishing.core.http.tls.CaBundle;
import dev.trustedpublishing.core.pipeline.PipelineFactory;
import dev.trustedpublishing.core.pipeline.PublisherSettings;
import dev.trustedpublishing.core.report.AttestationReport;
import dev.trustedpublishing.core.report.DetectionReport;
import dev.trustedpublishing.core.report.IdentityReport;
import dev.trustedpublishing.core.report.Plugin;
import dev.trustedpublishing.core.settings.TokenSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Inspects a job without publishing: what would stop every run, which registry is meant, what the
 * job's identity tokens contain. Only {@link #identity} uses the network. Thread-safe.
 *
 * <pre>{@code
 * try (var inspection = TrustedPublisher.builder().repository("pypi").buildInspection()) {
 *   List<Problem> problems = inspection.configurationProblems();
 * }
 * }</pre>
 */
public final class JobInspection implements AutoCloseable {
  private final PublisherSettings settings;
  private final PipelineFactory pipelines;

  JobInspection(PublisherSettings settings) {
    this.settings = settings;
    this.pipelines = new PipelineFactory(settings);
  }

  /**
   * Finds problems that would stop every run, without network: broken SPI jars, an unknown
   * repository, an invalid proxy or certificate file.
   *
   * @return the problems; may be empty
   */
  public List<Problem> configurationProblems() {
    List<Problem> problems = new ArrayList<>();
    AuditTrail silent = pipelines.silentTrail();
    DefaultSpiContext context = pipelines.context(silent);
    Stream.<Runnable>of(
            () -> pipelines.resolve(List.of(), context),
            () -> pipelines.providers(context),
            () -> Proxies.from(context.environment()),
            () -> CaBundle.in(context.environment()).ifPresent(CaBundle::withThoseOfJava))
        .forEach(check -> {
          try {
            check.run();
          } catch (TrustedPublishingException e) {
            problems.addAll(e.problems());
          }
        });
    silent.warnings().stream().filter(w -> !problems.contains(w)).forEach(problems::add);
    return List.copyOf(problems);
  }

  /**
   * Returns which identity provider would be used, without requesting a token.
   *
   * @return the result of every provider and the selection
   * @throws TrustedPublishingException if the SPI jars are invalid
   */
  public DetectionReport detect() {
    return pipelines.providers(pipelines.context(pipelines.silentTrail())).report();
  }

  /**
   * Returns the implementations of the SPIs that runs use: those on the class path and those given
   * to the builder. Those that can't be loaded are {@link #configurationProblems problems}.
   *
   * @return the identity providers, package repositories and audit sinks, each sorted by id
   * @throws TrustedPublishingException if two have the same id
   */
  public List<Plugin> plugins() {
    return pipelines.plugins();
  }

  /**
   * Returns the time of the clock that runs use.
   *
   * @return the local time
   */
  public Instant now() {
    return settings.clock().instant();
  }

  /**
   * Finds what would keep a run from its identity token, without network: a token that the job does
   * not declare, or one for another audience.
   *
   * @return the problems; empty if there is none, or if only the CI system or the registry knows
   */
  public List<Problem> identityProblems() {
    try {
      pipelines.rehearse();
      return List.of();
    } catch (TrustedPublishingException e) {
      return e.problems();
    }
  }

  /**
   * Returns which registry is meant.
   *
   * @return the target
   * @throws TrustedPublishingException if the repository or the SPI jars are invalid
   */
  public RepositoryTarget target() {
    return pipelines.connect(pipelines.silentTrail(), List.of()).target();
  }

  /**
   * Returns what the registry rejects, or may reject, about a job with these claims.
   *
   * @param claims what an identity token of the job contains, or would contain
   * @return the findings; empty if there is none
   * @throws TrustedPublishingException if the repository or the SPI jars are invalid
   */
  public List<Finding> preflight(Claims claims) {
    return pipelines.connect(pipelines.silentTrail(), List.of()).client().preflight(claims);
  }

  /**
   * Returns whether a run would make attestations, without network.
   *
   * @param claims what an identity token of the job contains; empty if it is unknown
   * @return what would sign them, and what speaks against it; empty if there is no attestor, or the
   *     caller wants no attestations
   * @throws TrustedPublishingException if the repository or the SPI jars are invalid
   */
  public Optional<AttestationReport> attestation(Optional<Claims> claims) {
    return pipelines.attestation(claims);
  }

  /**
   * Returns the claims of the identity tokens in the job's variables: those whose name ends with
   * {@code _ID_TOKEN}, as GitLab jobs declare them, and the one that was configured. A variable
   * without a readable token is omitted.
   *
   * @return variable to the claims of its token, unverified
   */
  public Map<String, Claims> declaredTokens() {
    DefaultSpiContext context = pipelines.context(pipelines.silentTrail());
    CiEnvironment environment = context.environment();
    Stream<String> configured =
        settings
            .identityToken()
            .filter(TokenSource.Variable.class::isInstance)
            .map(source -> ((TokenSource.Variable) source).name())
            .stream();
    Stream<String> declared =
        environment.names().stream().filter(name -> name.endsWith("_ID_TOKEN"));
    Map<String, Claims> tokens = new LinkedHashMap<>();
    Stream.concat(configured, declared)
        .distinct()
        .forEach(name -> claims(name, context).ifPresent(claims -> tokens.put(name, claims)));
    return Collections.unmodifiableMap(tokens);
  }

  /**
   * Obtains an identity token as a run would, and discards it. Requests the audience from the
   * registry and the keys from the issuer, and exchanges nothing.
   *
   * @param packages as for {@link dev.trustedpublishing.core.TrustedPublisher#verify}
   * @return the token's claims, and whether its issuer signed it
   * @throws TrustedPublishingException if no usable token is available
   */
  public IdentityReport identity(String... packages) {
    return pipelines.registrationCheck().identity(List.of(packages));
  }

  /**
   * Closes the connections and the audit sinks.
   *
   * @throws IOException if an audit sink could not be closed
   */
  @Override
  public void close() throws IOException {
    pipelines.close();
  }

  private static Optional<Claims> claims(String variable, DefaultSpiContext context) {
    try {
      return context
          .environment()
          .secret(variable)
          .map(jwt -> context.readIdentityToken(jwt, IdentityToken.Supply.ONLY_ONE).claims());
    } catch (TrustedPublishingException notAToken) {
      // Documented: reads files only.
      return Optional.empty();
    }
  }
}
