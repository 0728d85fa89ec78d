package dev.trustedpublishing.core;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.audit.IsolatedListener;
import dev.trustedpublishing.core.context.CiRun;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.context.JdkProcessRunner;
import dev.trustedpublishing.core.credential.CredentialPolicy;
import dev.trustedpublishing.core.discovery.DiscoveredSinks;
import dev.trustedpublishing.core.discovery.ProviderSelection;
import dev.trustedpublishing.core.discovery.RepositoryResolver;
import dev.trustedpublishing.core.discovery.SpiLoader;
import dev.trustedpublishing.core.http.LazyTransport;
import dev.trustedpublishing.core.http.proxy.Proxies;
import dev.trustedpublishing.core.http.tls.CaBundle;
import dev.trustedpublishing.core.identity.SecretMasker;
import dev.trustedpublishing.core.identity.SelectedIdentity;
import dev.trustedpublishing.core.identity.SignatureCheck;
import dev.trustedpublishing.core.identity.SuppliedTokenProvider;
import dev.trustedpublishing.core.json.StrictJson;
import dev.trustedpublishing.core.pipeline.ActiveRuns;
import dev.trustedpublishing.core.pipeline.Pipeline;
import dev.trustedpublishing.core.pipeline.PublishStage;
import dev.trustedpublishing.core.pipeline.RegistrationCheck;
import dev.trustedpublishing.core.pipeline.UploadConcurrency;
import dev.trustedpublishing.core.pipeline.Uploads;
import dev.trustedpublishing.core.report.DetectionReport;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.report.VerifyReport;
import dev.trustedpublishing.core.retry.RetryBudget;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.settings.StoredCredential;
import dev.trustedpublishing.core.settings.TokenSource;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Publishes packages from a CI job without a stored secret: obtains an identity token from the CI
 * system, exchanges it for a short-lived API token at the registry, publishes with that, and
 * revokes it.
 *
 * <pre>{@code
 * try (var publisher = TrustedPublisher.builder().repository("pypi").onEvent(AuditSinks.slf4j()).build()) {
 *   PublishReport report = publisher.publish(List.of(wheel, sdist));
 * }
 * }</pre>
 *
 * <p>Building is pure; the first call looks for SPI jars and opens connections. Thread-safe: each
 * call of {@link #publish} is a run of its own, and two publishers share nothing.
 */
public final class TrustedPublisher implements AutoCloseable {
  private final Builder settings;
  private final HttpTransport transport;
  // One for all runs: what Jackson learns about a type it learns once.
  private final Json json = new StrictJson();
  private final DiscoveredSinks foundSinks;
  private final ActiveRuns runs = new ActiveRuns();

  private TrustedPublisher(Builder settings) {
    this.settings = settings;
    this.transport =
        settings.transport != null ? settings.transport : new LazyTransport(settings::environment);
    this.foundSinks = new DiscoveredSinks(settings.discovery);
  }

  /**
   * Starts to configure a publisher.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Publishes files. Returns only if the registry has every one of them; the API token is revoked
   * in any case. An interrupt ends the run with {@code temporary.interrupted}; the thread's flag
   * stays set.
   *
   * @param files the built packages, in any order
   * @return what was done
   * @throws PublishFailedException if not everything got there; holds the report
   * @throws TrustedPublishingException if the repository or the SPI jars can't be used; {@code
   *     temporary.interrupted} if this publisher is closed
   */
  public PublishReport publish(List<Path> files) {
    List<Path> all = List.copyOf(files);
    return runs.around(() -> newRun(all).publish(all));
  }

  /**
   * Reads, validates and hashes files as {@link #publish} would, without network and without
   * identity.
   *
   * @param files the built packages
   * @return the artifacts
   * @throws TrustedPublishingException with all problems of all files
   */
  public List<Artifact> plan(List<Path> files) {
    List<Path> all = List.copyOf(files);
    return newRun(all).planOnly(all);
  }

  /**
   * Verifies the registration: obtains an identity token, exchanges it, and revokes the API token.
   * Uploads nothing. Warns first where the exchange itself changes something at the registry, such
   * as a pending publisher of PyPI, which creates its project.
   *
   * @param packages the packages to verify it for; needed by registries that give a token for one
   *     package (npm), of no effect elsewhere (PyPI)
   * @return what was done
   * @throws TrustedPublishingException if the registration does not work, with the claims that were
   *     presented; {@code usage.invalid-option} if trusted publishing is {@link
   *     TrustedPublishing#NEVER} to be used; a stored credential is used in no case
   */
  public VerifyReport verify(String... packages) {
    return runs.around(() -> newVerification().verify(List.of(packages)));
  }

  /**
   * Obtains an identity token as a run would, and lets it go: says who this job is. Asks the
   * registry for the audience, and exchanges nothing.
   *
   * @param packages as for {@link #verify}
   * @return what the token says, unverified
   * @throws TrustedPublishingException if there is no usable token
   */
  public Claims identityClaims(String... packages) {
    return runs.around(() -> newVerification().claims(List.of(packages)));
  }

  /**
   * Asks the repository module what the registry thinks of a job with these claims, without
   * network.
   *
   * @param claims what an identity token of the job says, or would say
   * @return what the registry refuses, or may refuse
   * @throws TrustedPublishingException if the repository or the SPI jars can't be used
   */
  public List<Finding> preflight(Claims claims) {
    return connect(silentTrail(), List.of()).client().preflight(claims);
  }

  /**
   * Says which registry is meant, without network.
   *
   * @return the target
   * @throws TrustedPublishingException if the repository or the SPI jars can't be used
   */
  public RepositoryTarget target() {
    return connect(silentTrail(), List.of()).target();
  }

  /**
   * Looks for what would stop every run, without network: broken SPI jars, an unknown repository, a
   * proxy or a file of certificates that can't be used.
   *
   * @return the problems; empty if there is none
   */
  public List<Problem> configurationProblems() {
    List<Problem> problems = new ArrayList<>();
    AuditTrail silent = silentTrail();
    DefaultSpiContext context = context(silent);
    Stream.<Runnable>of(
            () ->
                RepositoryResolver.resolve(
                    settings.repository, repositories(context), List.of(), context),
            () -> detections(context),
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
   * Reads the identity tokens that lie in the job's variables: those whose name ends with {@code
   * _ID_TOKEN}, as GitLab jobs declare them, and the one that was said to be carried in. Without
   * network; a variable that holds no readable token is left out.
   *
   * @return variable to what its token says, unverified
   */
  public Map<String, Claims> declaredTokens() {
    DefaultSpiContext context = context(silentTrail());
    CiEnvironment environment = context.environment();
    Map<String, Claims> tokens = new LinkedHashMap<>();
    if (settings.identityToken instanceof TokenSource.Variable variable) {
      claims(variable.name(), context).ifPresent(claims -> tokens.put(variable.name(), claims));
    }
    for (String name : environment.names()) {
      if (name.endsWith("_ID_TOKEN")) {
        claims(name, context).ifPresent(claims -> tokens.putIfAbsent(name, claims));
      }
    }
    return Collections.unmodifiableMap(tokens);
  }

  private static Optional<Claims> claims(String variable, DefaultSpiContext context) {
    try {
      return context
          .environment()
          .secret(variable)
          .map(jwt -> context.readIdentityToken(jwt, IdentityToken.Supply.ONLY_ONE).claims());
    } catch (TrustedPublishingException notAToken) {
      // Documented: only looking what is there.
      return Optional.empty();
    }
  }

  private RegistrationCheck newVerification() {
    Registry registry = connect(newTrail(), List.of());
    DefaultSpiContext context = registry.context();
    return new RegistrationCheck(
        registry.target(),
        registry.client(),
        () -> identity(context),
        settings.policy(),
        context,
        registry.retries(),
        signatureCheck(registry));
  }

  /**
   * Ends the runs that are under way as an interrupt of their threads would, and gives them 3 s to
   * revoke their tokens; then closes the connections and the audit sinks. A run that is closed by
   * its own thread, from a listener, is not waited for: its token dies by itself. No further run
   * can be started.
   *
   * @throws IOException if an audit sink could not be completed
   */
  @Override
  public void close() throws IOException {
    runs.end();
    if (transport instanceof LazyTransport own) {
      own.close();
    }
    IOException first = null;
    for (AuditSink sink : with(settings.sinks, foundSinks.opened())) {
      try {
        sink.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      } catch (RuntimeException e) {
        first = first == null ? new IOException("An audit sink could not be closed.", e) : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /**
   * Looks which identity provider would speak for this job, without network and without asking for
   * a token.
   *
   * @return the verdict of every provider and the choice
   * @throws TrustedPublishingException if the SPI jars can't be used
   */
  public DetectionReport detect() {
    AuditTrail trail = newTrail();
    try {
      return detections(context(trail)).report();
    } finally {
      trail.close();
    }
  }

  private AuditTrail newTrail() {
    CiEnvironment environment = settings.environment();
    List<Problem> warnings = new ArrayList<>();
    AuditTrail trail =
        new AuditTrail(
            UUID.randomUUID().toString(),
            settings.clock,
            settings.nanoTime,
            CiRun.page(environment),
            settings.patience,
            with(settings.sinks, foundSinks.open(environment, warnings::add)));
    warnings.forEach(warning -> trail.record(new AuditEvent.Warned(warning)));
    return trail;
  }

  /** For looking without doing: what is worth a warning is told by the caller. */
  private AuditTrail silentTrail() {
    return new AuditTrail(
        "", settings.clock, settings.nanoTime, Optional.empty(), settings.patience, List.of());
  }

  private DefaultSpiContext context(AuditTrail trail) {
    return new DefaultSpiContext(
        settings.environment(),
        settings.folder,
        settings.clock,
        transport,
        new JdkProcessRunner(JdkProcessRunner.USUAL_LIMIT),
        json,
        settings.attestations,
        trail);
  }

  private Pipeline newRun(List<Path> files) {
    Registry registry = connect(newTrail(), files);
    DefaultSpiContext context = registry.context();
    UploadConcurrency pace = new UploadConcurrency(settings.concurrency);
    IsolatedListener progress = new IsolatedListener(settings.progress, context.trail());
    PublishStage publishing =
        new PublishStage(
            registry.client(),
            registry.retries(),
            pace,
            context.trail(),
            progress,
            settings.existing);
    return new Pipeline(
        registry.target(),
        registry.client(),
        () -> identity(context),
        settings.policy(),
        context,
        registry.retries(),
        signatureCheck(registry),
        new Uploads(publishing, pace, settings.onFailure),
        progress);
  }

  /** What a run talks to, and how. */
  private record Registry(
      RepositoryTarget target,
      RepositoryClient client,
      DefaultSpiContext context,
      RetryPolicies retries) {}

  private Registry connect(AuditTrail trail, List<Path> files) {
    DefaultSpiContext context = context(trail);
    RepositoryResolver choice =
        RepositoryResolver.resolve(settings.repository, repositories(context), files, context);
    RetryBudget budget =
        RetryBudget.ofWaits(settings.retryTime, RetryBudget.USUAL_RETRIES, settings.nanoTime);
    return new Registry(
        choice.target(),
        choice.repository().connect(choice.target(), context),
        context,
        new RetryPolicies(settings.random, settings.pause, budget, context.trail()));
  }

  private Optional<SignatureCheck> signatureCheck(Registry registry) {
    return settings.signatures == Signatures.VERIFY
        ? Optional.of(new SignatureCheck(registry.context(), registry.retries()))
        : Optional.empty();
  }

  private List<PackageRepository> repositories(DefaultSpiContext context) {
    return new SpiLoader<>(PackageRepository.class, PackageRepository::id)
        .load(settings.discovery, settings.repositories, context::warn);
  }

  private SelectedIdentity identity(DefaultSpiContext context) {
    ProviderSelection detections = detections(context);
    IdentityProvider provider = detections.choose(context.trail());
    return new SelectedIdentity(provider, new SecretMasker(settings.commands, detections.here()));
  }

  private ProviderSelection detections(DefaultSpiContext context) {
    List<IdentityProvider> providers =
        new SpiLoader<>(IdentityProvider.class, IdentityProvider::id)
            .load(settings.discovery, settings.providers, context::warn);
    return new ProviderSelection(
        providers,
        Optional.ofNullable(settings.identityProvider),
        Optional.ofNullable(settings.identityToken).map(SuppliedTokenProvider::new),
        context.environment());
  }

  /** Whether signatures of identity tokens are checked here, or by the registry alone. */
  private enum Signatures {
    LEAVE_TO_REGISTRY,
    VERIFY
  }

  /** Configures a {@link TrustedPublisher}. Not thread-safe; can be used for several publishers. */
  public static final class Builder {
    private String repository = "pypi";
    private @Nullable String identityProvider;
    private @Nullable TokenSource identityToken;
    private Signatures signatures = Signatures.LEAVE_TO_REGISTRY;
    private @Nullable CiEnvironment environment;
    private Path folder = Path.of("");
    private @Nullable HttpTransport transport;
    private TrustedPublishing trustedPublishing = TrustedPublishing.ALWAYS;
    private @Nullable StoredCredential storedCredential;
    private Clock clock = Clock.systemUTC();
    private Duration retryTime = RetryBudget.USUAL_TIME;
    private Optional<ClassLoader> discovery =
        Optional.ofNullable(TrustedPublisher.class.getClassLoader());
    private List<IdentityProvider> providers = List.of();
    private List<PackageRepository> repositories = List.of();
    private List<AuditSink> sinks = List.of();
    private Attestations attestations = Attestations.AUTO;
    private Optional<ProgressListener> progress = Optional.empty();
    private PublishStage.ExistingFiles existing = PublishStage.ExistingFiles.UPLOAD;
    private int concurrency = UploadConcurrency.USUAL;
    private Uploads.OnFailure onFailure = Uploads.OnFailure.STOP;
    private Consumer<String> commands = System.out::println;
    // Not RandomGenerator.getDefault(): that asks the context class loader, which may know nothing.
    private RandomGenerator random = new Random();
    private UnaryOperator<Duration> pause = UnaryOperator.identity();
    private Duration patience = AuditTrail.USUAL_PATIENCE;
    private LongSupplier nanoTime = System::nanoTime;

    private Builder() {}

    private Builder(Builder other) {
      repository = other.repository;
      identityProvider = other.identityProvider;
      identityToken = other.identityToken;
      signatures = other.signatures;
      environment = other.environment;
      folder = other.folder;
      transport = other.transport;
      trustedPublishing = other.trustedPublishing;
      storedCredential = other.storedCredential;
      clock = other.clock;
      retryTime = other.retryTime;
      discovery = other.discovery;
      providers = other.providers;
      repositories = other.repositories;
      sinks = other.sinks;
      attestations = other.attestations;
      progress = other.progress;
      existing = other.existing;
      concurrency = other.concurrency;
      onFailure = other.onFailure;
      commands = other.commands;
      random = other.random;
      pause = other.pause;
      patience = other.patience;
      nanoTime = other.nanoTime;
    }

    /**
     * Says where to publish. Without it: {@code pypi}.
     *
     * @param nameOrUrl a well-known name ({@code pypi}, {@code testpypi}, {@code npm}), an upload
     *     URL of an index for Python, or {@code protocol+URL}, such as {@code npm+https://...}
     * @return this
     */
    public Builder repository(String nameOrUrl) {
      repository = nameOrUrl;
      return this;
    }

    /**
     * Says which identity provider to use, where more than one could. Without it, the one that
     * finds its CI system.
     *
     * @param id the provider's id: {@code github}
     * @return this
     */
    public Builder identityProvider(String id) {
      identityProvider = id;
      return this;
    }

    /**
     * Carries an identity token in by hand, on a CI system that is not detected or where the
     * detected one is not meant. Beats detection, and excludes {@link #identityProvider}.
     *
     * @param source where the token is
     * @return this
     */
    public Builder identityToken(TokenSource source) {
      identityToken = source;
      return this;
    }

    /**
     * Says whether a {@linkplain #storedCredential stored credential} may be used in place of
     * trusted publishing. Without it: {@link TrustedPublishing#ALWAYS}.
     *
     * @param rule the rule
     * @return this
     */
    public Builder trustedPublishing(TrustedPublishing rule) {
      trustedPublishing = rule;
      return this;
    }

    /**
     * Checks the signature of each identity token against the keys of the issuer that it names,
     * before it is sent to the registry. Costs two requests to the issuer for each token. Without
     * it that is left to the registry, which has to do it anyway.
     *
     * @return this
     */
    public Builder verifyIdentityTokens() {
      signatures = Signatures.VERIFY;
      return this;
    }

    /**
     * Gives a user and a password, for registries without trusted publishing; allowed together with
     * {@link TrustedPublishing#AUTOMATIC} and {@link TrustedPublishing#NEVER}. They are sent to the
     * origin of the repository only. They stay the caller's: they are not revoked and not cleared.
     *
     * @param user the user name; {@code __token__} where the password is an API token
     * @param password the password; visible ASCII characters
     * @return this
     * @throws TrustedPublishingException {@code usage.invalid-option} if they can't stand in a
     *     header; the text holds neither
     */
    public Builder storedCredential(String user, Secret password) {
      storedCredential = new StoredCredential(user, password);
      return this;
    }

    /**
     * Replaces the variables of the process by others.
     *
     * @param variables name to value; copied
     * @return this
     */
    public Builder environment(Map<String, String> variables) {
      environment = CiEnvironment.of(variables);
      return this;
    }

    /**
     * Says where the project is, for repositories that look for configuration there, such as npm's
     * {@code .npmrc}. Without it: the folder of the process. Files are not looked for in it.
     *
     * @param project the folder
     * @return this
     */
    public Builder folder(Path project) {
      folder = project;
      return this;
    }

    /**
     * Adds an audit sink; may be called several times. Each sink is called on a thread of its own.
     * The publisher closes it, so each publisher needs its own. Sinks of jars that bring an {@link
     * dev.trustedpublishing.audit.AuditSinkProvider} are found by themselves.
     *
     * @param sink the sink, see {@link AuditSinks}
     * @return this
     */
    public Builder onEvent(AuditSink sink) {
      sinks = with(sinks, sink);
      return this;
    }

    /**
     * Follows the uploads.
     *
     * @param listener is called on a thread of its own, at most ten times a second for each file
     * @return this
     */
    public Builder onProgress(ProgressListener listener) {
      progress = Optional.of(listener);
      return this;
    }

    /**
     * Asks the registry for each file first, and does not send what is there already with the same
     * content. Other content under the same name is still a failure: names alone decide nothing.
     *
     * @return this
     */
    public Builder skipExisting() {
      existing = PublishStage.ExistingFiles.SKIP;
      return this;
    }

    /**
     * Says what becomes of attestations that exist already. Without it: {@link Attestations#AUTO}.
     *
     * @param choice the choice
     * @return this
     */
    public Builder attestations(Attestations choice) {
      attestations = choice;
      return this;
    }

    /**
     * Says how many files are uploaded at a time. Without it: 4. The first file of a release always
     * goes alone, because it creates the release; and a registry that says "too many requests" gets
     * one at a time for the rest of the run.
     *
     * @param uploads from 1, which needs no further thread, to 64
     * @return this
     * @throws TrustedPublishingException {@code usage.invalid-option} for another number
     */
    public Builder concurrency(int uploads) {
      concurrency = UploadConcurrency.checked(uploads);
      return this;
    }

    /**
     * Goes on with the other files after one was not published. Without it no more are started, and
     * those that are under way end.
     *
     * @return this
     */
    public Builder keepGoing() {
      onFailure = Uploads.OnFailure.CONTINUE;
      return this;
    }

    /**
     * Adds an identity provider that is not found by {@link java.util.ServiceLoader}, or that is
     * configured otherwise: it stands for the one of its class.
     *
     * @param provider the provider
     * @return this
     */
    public Builder with(IdentityProvider provider) {
      providers = with(providers, provider);
      return this;
    }

    /**
     * Adds a package repository that is not found by {@link java.util.ServiceLoader}.
     *
     * @param packageRepository the repository
     * @return this
     */
    public Builder with(PackageRepository packageRepository) {
      repositories = with(repositories, packageRepository);
      return this;
    }

    /**
     * Looks for SPI jars with another class loader than the one that loaded this class. The
     * thread's context class loader is never used by itself.
     *
     * @param loader the class loader
     * @return this
     */
    public Builder discoverWith(ClassLoader loader) {
      discovery = Optional.of(loader);
      return this;
    }

    /**
     * Looks for no SPI jars at all: only what was given {@code with(...)} is used.
     *
     * @return this
     */
    public Builder withoutDiscovery() {
      discovery = Optional.empty();
      return this;
    }

    /**
     * Replaces the HTTP transport. The publisher does not close it.
     *
     * @param replacement the transport
     * @return this
     */
    public Builder transport(HttpTransport replacement) {
      transport = replacement;
      return this;
    }

    /**
     * Replaces the wall clock.
     *
     * @param replacement the clock
     * @return this
     */
    public Builder clock(Clock replacement) {
      clock = replacement;
      return this;
    }

    /**
     * Says for how long failed calls of a run may be tried again. Without it: half an hour. An
     * attempt that is under way is not cut off.
     *
     * @param time from the start of the run to the start of the last attempt; zero for no further
     *     attempts at all
     * @return this
     * @throws IllegalArgumentException if it is negative or longer than a day
     */
    public Builder retryFor(Duration time) {
      if (time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "The time for further attempts must be 0 to 24 hours, found " + time + ".");
      }
      retryTime = time;
      return this;
    }

    /**
     * Says where commands for the CI system go, such as GitHub's {@code ::add-mask::}, which holds
     * the secret that is to be hidden. Without it: the standard output, which CI systems read.
     *
     * @param console takes one line at a time
     * @return this
     */
    public Builder workflowCommands(Consumer<String> console) {
      commands = console;
      return this;
    }

    /** Replaces the source of jitter, for tests. */
    Builder random(RandomGenerator replacement) {
      random = replacement;
      return this;
    }

    /** Replaces waiting, for tests. */
    Builder pause(UnaryOperator<Duration> replacement) {
      pause = replacement;
      return this;
    }

    /** Replaces the time that the end of a run waits for its sinks, for tests. */
    Builder patience(Duration replacement) {
      patience = replacement;
      return this;
    }

    /** Replaces the clock that durations are measured with, for tests. */
    Builder nanoTime(LongSupplier replacement) {
      nanoTime = replacement;
      return this;
    }

    /**
     * Makes the publisher. Touches neither network nor files.
     *
     * @return the publisher
     * @throws TrustedPublishingException {@code usage.invalid-option} if the rule for trusted
     *     publishing and the stored credential contradict each other
     */
    public TrustedPublisher build() {
      policy();
      return new TrustedPublisher(new Builder(this));
    }

    private CredentialPolicy policy() {
      return CredentialPolicy.of(trustedPublishing, storedCredential);
    }

    /** The one place that reads the process's environment. */
    private CiEnvironment environment() {
      return environment != null ? environment : CiEnvironment.of(System.getenv());
    }

    private static <T> List<T> with(List<T> list, T element) {
      return TrustedPublisher.with(list, List.of(element));
    }
  }

  private static <T> List<T> with(List<T> list, List<T> more) {
    List<T> longer = new ArrayList<>(list);
    longer.addAll(more);
    return List.copyOf(longer);
  }
}
