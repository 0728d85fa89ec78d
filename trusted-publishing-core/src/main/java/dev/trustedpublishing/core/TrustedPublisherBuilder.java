package dev.trustedpublishing.core;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.core.identity.AudienceRule;
import dev.trustedpublishing.core.identity.CredentialPolicy;
import dev.trustedpublishing.core.pipeline.PublisherSettings;
import dev.trustedpublishing.core.retry.RetryBudget;
import dev.trustedpublishing.core.retry.Timing;
import dev.trustedpublishing.core.settings.JobEnvironment;
import dev.trustedpublishing.core.settings.StoredCredential;
import dev.trustedpublishing.core.settings.TokenSource;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import dev.trustedpublishing.core.upload.UploadConcurrency;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Builds a {@link TrustedPublisher}. Not thread-safe; can build several publishers. */
public final class TrustedPublisherBuilder {
  private String repository = "pypi";
  private @Nullable String identityProvider;
  private @Nullable TokenSource identityToken;
  private AudienceRule audience = new AudienceRule(Optional.empty());
  private boolean verifySignatures;
  private @Nullable CiEnvironment environment;
  private Path folder = Path.of("");
  private @Nullable HttpTransport transport;
  private TrustedPublishing trustedPublishing = TrustedPublishing.ALWAYS;
  private @Nullable StoredCredential storedCredential;
  private Clock clock = Clock.systemUTC();
  private Duration retryTime = RetryBudget.DEFAULT_TIME;
  private Optional<ClassLoader> discovery = Optional.ofNullable(getClass().getClassLoader());
  private final List<IdentityProvider> providers = new ArrayList<>();
  private final List<PackageRepository> repositories = new ArrayList<>();
  private final List<Attestor> attestors = new ArrayList<>();
  private final List<AuditSink> sinks = new ArrayList<>();
  private Attestations attestations = Attestations.AUTO;
  private Optional<ProgressListener> progress = Optional.empty();
  private boolean skipsExisting;
  private OptionalInt concurrency = OptionalInt.empty();
  private boolean keepsGoing;
  private Consumer<String> commands = System.out::println;
  private Timing timing = Timing.usual();

  TrustedPublisherBuilder() {}

  /**
   * Sets the repository. Default: {@code pypi}.
   *
   * @param nameOrUrl a well-known name ({@code pypi}, {@code testpypi}, {@code npm}), an upload URL
   *     of an index for Python, or {@code protocol+URL}, such as {@code npm+https://...}
   * @return this
   */
  public TrustedPublisherBuilder repository(String nameOrUrl) {
    repository = nameOrUrl;
    return this;
  }

  /**
   * Selects the identity provider. Default: the one that detects its CI system.
   *
   * @param id the provider's id: {@code github}
   * @return this
   */
  public TrustedPublisherBuilder identityProvider(String id) {
    identityProvider = id;
    return this;
  }

  /**
   * Supplies an identity token instead of detecting one; excludes {@link #identityProvider}.
   *
   * @param source the source of the token
   * @return this
   */
  public TrustedPublisherBuilder identityToken(TokenSource source) {
    identityToken = source;
    return this;
  }

  /**
   * Pins the audience of identity tokens: a registry that asks for another one receives none.
   *
   * @param name the audience that the registry is known for
   * @return this
   */
  public TrustedPublisherBuilder audience(String name) {
    audience = new AudienceRule(Optional.of(name));
    return this;
  }

  /**
   * Sets whether a {@linkplain #storedCredential stored credential} may be used instead of trusted
   * publishing. Default: {@link TrustedPublishing#ALWAYS}.
   *
   * @param rule the rule
   * @return this
   */
  public TrustedPublisherBuilder trustedPublishing(TrustedPublishing rule) {
    trustedPublishing = rule;
    return this;
  }

  /**
   * Verifies each identity token's signature before it is sent, with two requests to its issuer.
   *
   * @return this
   */
  public TrustedPublisherBuilder verifyIdentityTokens() {
    verifySignatures = true;
    return this;
  }

  /**
   * Sets a user name and a password, for registries without trusted publishing; allowed together
   * with {@link TrustedPublishing#AUTOMATIC} and {@link TrustedPublishing#NEVER}. They are sent to
   * the origin of the repository only, and never revoked or cleared.
   *
   * @param user the user name; {@code __token__} if the password is an API token
   * @param password the password; visible ASCII characters
   * @return this
   * @throws TrustedPublishingException {@code usage.invalid-option} if a header can't carry them
   */
  public TrustedPublisherBuilder storedCredential(String user, Secret password) {
    storedCredential = new StoredCredential(user, password);
    return this;
  }

  /**
   * Replaces the {@linkplain JobEnvironment variables of the process}.
   *
   * @param variables name to value; copied
   * @return this
   */
  public TrustedPublisherBuilder environment(Map<String, String> variables) {
    environment = CiEnvironment.of(variables);
    return this;
  }

  /**
   * Sets the folder with configuration files, such as {@code .npmrc}. Default: the current one.
   *
   * @param project the project's folder; not searched for files to publish
   * @return this
   */
  public TrustedPublisherBuilder folder(Path project) {
    folder = project;
    return this;
  }

  /**
   * Adds an audit sink, called on its own thread. The publisher closes it, so each publisher needs
   * its own. Sinks of SPI jars are found automatically.
   *
   * @param sink the sink, see {@link AuditSinks}
   * @return this
   */
  public TrustedPublisherBuilder onEvent(AuditSink sink) {
    sinks.add(sink);
    return this;
  }

  /**
   * Sets a progress listener.
   *
   * @param listener called on its own thread, at most ten times per second per file
   * @return this
   */
  public TrustedPublisherBuilder onProgress(ProgressListener listener) {
    progress = Optional.of(listener);
    return this;
  }

  /**
   * Queries the registry for each file first, and skips files that it has with the same content.
   * Different content under the same name is still a failure.
   *
   * @return this
   */
  public TrustedPublisherBuilder skipExisting() {
    skipsExisting = true;
    return this;
  }

  /**
   * Sets whether files are published with attestations. Default: {@link Attestations#AUTO}.
   *
   * @param choice the choice
   * @return this
   */
  public TrustedPublisherBuilder attestations(Attestations choice) {
    attestations = choice;
    return this;
  }

  /**
   * Sets the number of parallel uploads. Default: 4, and up to 8 while a registry responds slowly
   * and rejects none for overload; half as many after it did. The first file of a release is
   * uploaded alone, because it creates the release; with a fixed number, a rate-limited run
   * continues sequentially.
   *
   * @param uploads from 1, which needs no extra thread, to 64
   * @return this
   * @throws TrustedPublishingException {@code usage.invalid-option} for another number
   */
  public TrustedPublisherBuilder concurrency(int uploads) {
    concurrency = OptionalInt.of(UploadConcurrency.checked(uploads));
    return this;
  }

  /**
   * Continues with the other files after one was not published; otherwise no more uploads start.
   *
   * @return this
   */
  public TrustedPublisherBuilder keepGoing() {
    keepsGoing = true;
    return this;
  }

  /**
   * Adds an identity provider that {@link java.util.ServiceLoader} does not find, or a configured
   * one, which replaces the one of its class.
   *
   * @param provider the provider
   * @return this
   */
  public TrustedPublisherBuilder with(IdentityProvider provider) {
    providers.add(provider);
    return this;
  }

  /**
   * Adds a package repository, as {@link #with(IdentityProvider)} adds a provider.
   *
   * @param packageRepository the repository
   * @return this
   */
  public TrustedPublisherBuilder with(PackageRepository packageRepository) {
    repositories.add(packageRepository);
    return this;
  }

  /**
   * Adds an attestor, as {@link #with(IdentityProvider)} adds a provider.
   *
   * @param attestor the attestor
   * @return this
   */
  public TrustedPublisherBuilder with(Attestor attestor) {
    attestors.add(attestor);
    return this;
  }

  /**
   * Sets the class loader that finds SPI jars. Default: the one of this class, not the thread's.
   *
   * @param loader the class loader
   * @return this
   */
  public TrustedPublisherBuilder discoverWith(ClassLoader loader) {
    discovery = Optional.of(loader);
    return this;
  }

  /**
   * Disables the discovery of SPI jars: only what was passed to {@code with(...)} is used.
   *
   * @return this
   */
  public TrustedPublisherBuilder withoutDiscovery() {
    discovery = Optional.empty();
    return this;
  }

  /**
   * Replaces the HTTP transport. The publisher does not close it.
   *
   * @param replacement the transport
   * @return this
   */
  public TrustedPublisherBuilder transport(HttpTransport replacement) {
    transport = replacement;
    return this;
  }

  /**
   * Replaces the wall clock.
   *
   * @param replacement the clock
   * @return this
   */
  public TrustedPublisherBuilder clock(Clock replacement) {
    clock = replacement;
    return this;
  }

  /**
   * Sets the time limit for retries of a run. Default: 30 minutes.
   *
   * @param time how long the run may wait in total; zero for no retries except of a revocation
   * @return this
   * @throws IllegalArgumentException if it is negative or longer than a day
   */
  public TrustedPublisherBuilder retryFor(Duration time) {
    retryTime = RetryBudget.checked(time);
    return this;
  }

  /**
   * Sets the destination of commands for the CI system, such as GitHub's {@code ::add-mask::},
   * which contains the secret to hide. Default: standard output.
   *
   * @param console receives one line at a time
   * @return this
   */
  public TrustedPublisherBuilder workflowCommands(Consumer<String> console) {
    commands = console;
    return this;
  }

  TrustedPublisherBuilder timing(UnaryOperator<Timing> change) {
    timing = change.apply(timing);
    return this;
  }

  /**
   * Creates the publisher. Uses neither network nor files.
   *
   * @return the publisher
   * @throws TrustedPublishingException {@code usage.invalid-option} if the rule for trusted
   *     publishing and the stored credential contradict each other; {@code usage.library-too-old}
   */
  public TrustedPublisher build() {
    return new TrustedPublisher(settings());
  }

  /**
   * Creates an inspection for diagnosis with the same settings. Uses neither network nor files.
   *
   * @return the inspection
   * @throws TrustedPublishingException as for {@link #build}
   */
  public JobInspection buildInspection() {
    return new JobInspection(settings());
  }

  private PublisherSettings settings() {
    HostLibrary.requireForPublishing();
    return new PublisherSettings(
        repository,
        folder,
        environment != null ? environment : CiEnvironment.of(JobEnvironment.ofThisProcess()),
        discovery,
        List.copyOf(providers),
        List.copyOf(repositories),
        List.copyOf(attestors),
        Optional.ofNullable(transport),
        Optional.ofNullable(identityProvider),
        Optional.ofNullable(identityToken),
        audience,
        verifySignatures,
        CredentialPolicy.of(trustedPublishing, storedCredential),
        attestations,
        skipsExisting,
        concurrency,
        keepsGoing,
        List.copyOf(sinks),
        progress,
        commands,
        clock,
        retryTime,
        timing);
  }
}
