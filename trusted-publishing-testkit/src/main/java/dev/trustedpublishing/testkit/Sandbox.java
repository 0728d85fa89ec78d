package dev.trustedpublishing.testkit;

import dev.trustedpublishing.testkit.ci.EmbeddedCi;
import dev.trustedpublishing.testkit.ci.EmbeddedJob;
import dev.trustedpublishing.testkit.http.Handler;
import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import dev.trustedpublishing.testkit.http.ThisMachineOnly;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import dev.trustedpublishing.testkit.registry.npm.NpmRegistry;
import dev.trustedpublishing.testkit.registry.pypi.PyPiRegistry;
import dev.trustedpublishing.testkit.registry.pypi.model.Limits;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import dev.trustedpublishing.testkit.sigstore.SigstoreInstance;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that trusted publishing needs, on one loopback port: an identity issuer, and a
 * registry for Python and one for npm that trust it. {@link #environment()} imitates a CI job for
 * any client. Safe for use by several threads.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.builder().start()) {
 *   run(client, sandbox.environment());
 *   assertThat(sandbox.pypi().files()).hasSize(2);
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {

  private final SandboxServers servers;
  private final OidcIssuer issuer;
  private final OidcIssuer gitlabIssuer;
  private final PyPiRegistry pypi;
  private final NpmRegistry npm;
  private final Optional<SigstoreInstance> sigstore;
  private final SandboxJob job;
  private final Optional<EmbeddedCi> ci;

  private Sandbox(
      SandboxServers servers,
      SandboxParts parts,
      PyPiRegistry pypi,
      NpmRegistry npm,
      Optional<SigstoreInstance> sigstore,
      SandboxJob job,
      Optional<EmbeddedCi> ci) {
    this.servers = servers;
    this.issuer = parts.github();
    this.gitlabIssuer = parts.gitlab();
    this.pypi = pypi;
    this.npm = npm;
    this.sigstore = sigstore;
    this.job = job;
    this.ci = ci;
  }

  /**
   * Returns a builder for a sandbox.
   *
   * @return a builder for a sandbox on any free port, with the sample job, and at each registry one
   *     publisher that matches the job and may publish anything
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the address of the server.
   *
   * @return the address without a path
   */
  public URI uri() {
    return servers.uri();
  }

  /**
   * Returns the issuer that imitates GitHub Actions.
   *
   * @return the issuer
   */
  public OidcIssuer issuer() {
    return issuer;
  }

  /**
   * Returns the issuer that imitates GitLab; GitLab publishers without an issuer of their own trust
   * it.
   *
   * @return the issuer
   */
  public OidcIssuer gitlabIssuer() {
    return gitlabIssuer;
  }

  /**
   * Returns the CI system of the job, unless that is GitHub Actions or GitLab.
   *
   * @return CircleCI, Buildkite, or Google Cloud
   */
  public Optional<EmbeddedCi> ci() {
    return ci;
  }

  /**
   * Returns the registry that imitates PyPI.
   *
   * @return the registry
   */
  public PyPiRegistry pypi() {
    return pypi;
  }

  /**
   * Returns the registry that imitates npm.
   *
   * @return the registry
   */
  public NpmRegistry npm() {
    return npm;
  }

  /**
   * Returns the Sigstore instance that both registries trust.
   *
   * @return the instance
   * @throws IllegalStateException if the sandbox was started without {@link Builder#withSigstore()}
   */
  public SigstoreInstance sigstore() {
    return sigstore.orElseThrow(
        () -> new IllegalStateException("the sandbox was started without withSigstore()"));
  }

  /**
   * Returns the address that files are uploaded to.
   *
   * @return the address, ending with a slash
   */
  public URI uploadUrl() {
    return URI.create(servers.uri() + "/legacy/");
  }

  /**
   * Returns the address that installers read.
   *
   * @return the address, ending with a slash
   */
  public URI indexUrl() {
    return URI.create(servers.uri() + "/simple/");
  }

  /**
   * Creates the environment of the sandbox's job.
   *
   * @return the variables that its CI system sets, and those that point clients to this registry,
   *     in a stable order
   */
  public Map<String, String> environment() {
    return job.environment(this);
  }

  /**
   * Creates the environment of another job on GitHub Actions.
   *
   * @param other the job
   * @return the variables that GitHub Actions sets, and those that point clients to this registry,
   *     in a stable order
   */
  public Map<String, String> environment(GitHubJob other) {
    return SandboxJob.leadingTo(this, issuer.environment(other));
  }

  /**
   * Creates the environment of another job on GitLab CI/CD. It declares an identity token for each
   * registry, and for Sigstore if there is an instance; PyPI accepts each of them once.
   *
   * @param other the job
   * @return the variables that GitLab sets, and those that point clients to this registry, in a
   *     stable order
   */
  public Map<String, String> environment(GitLabJob other) {
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put("PYPI_ID_TOKEN", "pypi");
    tokens.put("NPM_ID_TOKEN", "npm:" + npm.uri().getHost());
    sigstore.ifPresent(any -> tokens.put("SIGSTORE_ID_TOKEN", "sigstore"));
    return SandboxJob.leadingTo(this, gitlabIssuer.environment(other, tokens));
  }

  Optional<SigstoreInstance> sigstoreIfAny() {
    return sigstore;
  }

  Map<String, String> environmentOfCi() {
    return SandboxJob.leadingTo(this, ci.orElseThrow().environment());
  }

  /**
   * Mounts another handler on the same server, such as another registry.
   *
   * @param path the path below which it responds, without a slash at the end
   * @param handler the handler
   * @throws IllegalArgumentException if a handler is already mounted at the path
   */
  public void mount(String path, Handler handler) {
    servers.main().mount(path, new ThisMachineOnly(handler));
  }

  /** Stops the server and deletes the uploaded files. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    servers.close();
    if (ci.isPresent()) {
      ci.get().close();
    }
    try (npm) {
      pypi.close();
    }
  }

  /** Settings for a sandbox. Not safe for use by several threads. */
  public static final class Builder {

    private int port;
    private Clock clock = Clock.systemUTC();
    private SandboxJob job = new SandboxJob.OnGitHub(GitHubJob.sample());
    private Limits limits = Limits.ofPyPi();
    private @Nullable List<PublisherRegistration> publishers;
    private @Nullable UnaryOperator<NpmRegistry.Builder> npmSettings;
    private @Nullable LoopbackCertificate certificate;
    private boolean signs;

    private Builder() {}

    /**
     * Sets the port; any free one unless set.
     *
     * @param value the port, 0 for any that is free
     * @return this builder
     */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /**
     * Makes the sandbox use HTTPS, for clients that support nothing else.
     *
     * @param value the certificate that its clients must trust
     * @return this builder
     */
    public Builder tls(LoopbackCertificate value) {
      certificate = value;
      return this;
    }

    /**
     * Sets the clock of issuer and registry; the system clock unless set.
     *
     * @param value the clock
     * @return this builder
     */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * Sets the job that {@link Sandbox#environment()} describes; the sample job unless set.
     *
     * @param value the job
     * @return this builder
     */
    public Builder job(GitHubJob value) {
      job = new SandboxJob.OnGitHub(value);
      return this;
    }

    /**
     * Makes the sandbox imitate GitLab: {@link Sandbox#environment()} describes this job, and the
     * default publishers match it.
     *
     * @param value the job
     * @return this builder
     */
    public Builder gitlabJob(GitLabJob value) {
      job = new SandboxJob.OnGitLab(value);
      return this;
    }

    /**
     * Makes the sandbox imitate another CI system. The program of its agent, if it has one, is in
     * the {@code PATH} of the job. Registries that do not know the real system do not know this one
     * either.
     *
     * @param value the job
     * @return this builder
     */
    public Builder ciJob(EmbeddedJob value) {
      job = new SandboxJob.OnAnother(value);
      return this;
    }

    /**
     * Sets how much the registry accepts; as much as PyPI unless set.
     *
     * @param value the limits
     * @return this builder
     */
    public Builder limits(Limits value) {
      limits = value;
      return this;
    }

    /**
     * Sets the registered publishers. Unless set, there is one that matches the job, in any
     * environment, and may publish any project.
     *
     * @param registrations the publishers
     * @return this builder
     */
    public Builder publishers(List<PublisherRegistration> registrations) {
      publishers = List.copyOf(registrations);
      return this;
    }

    /**
     * Sets up the npm registry: its packages and their trusted publishers. Unless called, there is
     * one that matches the job, in any environment, and may publish any package.
     *
     * @param settings changes the settings of a registry without packages and publishers, whose
     *     clock and issuers are those of this sandbox
     * @return this builder
     */
    public Builder npm(UnaryOperator<NpmRegistry.Builder> settings) {
      npmSettings = settings;
      return this;
    }

    /**
     * Adds a Sigstore instance that trusts the issuers of the sandbox. Both registries then verify
     * attestations in full, and accept only those that were signed with this instance.
     *
     * @return this builder
     */
    public Builder withSigstore() {
      signs = true;
      return this;
    }

    /**
     * Starts the sandbox.
     *
     * @return the running sandbox
     * @throws IOException if the port is not available, or the temporary directory can't be created
     */
    public Sandbox start() throws IOException {
      SandboxServers servers = SandboxServers.start(port, Optional.ofNullable(certificate));
      try {
        return mount(servers);
      } catch (IOException | RuntimeException | Error e) {
        servers.close();
        throw e;
      }
    }

    private Sandbox mount(SandboxServers servers) throws IOException {
      SandboxParts parts = SandboxParts.of(servers, clock, certificate);
      Optional<EmbeddedCi> ci = job.start(servers.plain(), clock);
      Optional<SigstoreInstance> sigstore =
          signs ? Optional.of(parts.sigstore()) : Optional.empty();
      Optional<String> trustedRoot = sigstore.map(SigstoreInstance::trustedRoot);
      PyPiRegistry.Builder pypi =
          parts
              .pypi(trustedRoot)
              .limits(limits)
              .publishers(publishers == null ? job.publishers(ci) : publishers);
      NpmRegistry.Builder npm = parts.npm(trustedRoot);
      NpmRegistry.Builder trusting =
          npmSettings == null
              ? job.trust().map(npm::trustForAnyPackage).orElse(npm)
              : npmSettings.apply(npm);
      Sandbox sandbox =
          new Sandbox(servers, parts, pypi.build(), trusting.build(), sigstore, job, ci);
      parts.mount(sandbox);
      return sandbox;
    }
  }
}
