package dev.trustedpublishing.core;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.credential.CredentialPolicy;
import dev.trustedpublishing.core.diagnosis.JobInspection;
import dev.trustedpublishing.core.pipeline.PublisherSettings;
import dev.trustedpublishing.core.retry.RetryBudget;
import dev.trustedpublishing.core.settings.ExistingFiles;
import dev.trustedpublishing.core.settings.OnFailure;
import dev.trustedpublishing.core.settings.StoredCredential;
import dev.trustedpublishing.core.settings.TokenSource;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import dev.trustedpublishing.core.upload.UploadConcurrency;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Configures a {@link TrustedPublisher}. Not thread-safe; can be used for several publishers. */
public final class TrustedPublisherBuilder {
  private String repository = "pypi";
  private @Nullable String identityProvider;
  private @Nullable TokenSource identityToken;
  private boolean verifySignatures;
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
  private ExistingFiles existing = ExistingFiles.UPLOAD;
  private int concurrency = UploadConcurrency.USUAL;
  private OnFailure onFailure = OnFailure.STOP;
  private Consumer<String> commands = System.out::println;
  // Not RandomGenerator.getDefault(): that asks the context class loader, which may know nothing.
  private RandomGenerator random = new Random();
  private UnaryOperator<Duration> pause = UnaryOperator.identity();
  private Duration patience = AuditTrail.USUAL_PATIENCE;
  private LongSupplier nanoTime = System::nanoTime;

  TrustedPublisherBuilder() {}

  /**
   * Says where to publish. Without it: {@code pypi}.
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
   * Says which identity provider to use, where more than one could. Without it, the one that finds
   * its CI system.
   *
   * @param id the provider's id: {@code github}
   * @return this
   */
  public TrustedPublisherBuilder identityProvider(String id) {
    identityProvider = id;
    return this;
  }

  /**
   * Carries an identity token in by hand, on a CI system that is not detected or where the detected
   * one is not meant. Beats detection, and excludes {@link #identityProvider}.
   *
   * @param source where the token is
   * @return this
   */
  public TrustedPublisherBuilder identityToken(TokenSource source) {
    identityToken = source;
    return this;
  }

  /**
   * Says whether a {@linkplain #storedCredential stored credential} may be used in place of trusted
   * publishing. Without it: {@link TrustedPublishing#ALWAYS}.
   *
   * @param rule the rule
   * @return this
   */
  public TrustedPublisherBuilder trustedPublishing(TrustedPublishing rule) {
    trustedPublishing = rule;
    return this;
  }

  /**
   * Checks the signature of each identity token against the keys of the issuer that it names,
   * before it is sent to the registry. Costs two requests to the issuer for each token. Without it
   * that is left to the registry, which has to do it anyway.
   *
   * @return this
   */
  public TrustedPublisherBuilder verifyIdentityTokens() {
    verifySignatures = true;
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
  public TrustedPublisherBuilder storedCredential(String user, Secret password) {
    storedCredential = new StoredCredential(user, password);
    return this;
  }

  /**
   * Replaces the variables of the process by others.
   *
   * @param variables name to value; copied
   * @return this
   */
  public TrustedPublisherBuilder environment(Map<String, String> variables) {
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
  public TrustedPublisherBuilder folder(Path project) {
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
  public TrustedPublisherBuilder onEvent(AuditSink sink) {
    sinks = with(sinks, sink);
    return this;
  }

  /**
   * Follows the uploads.
   *
   * @param listener is called on a thread of its own, at most ten times a second for each file
   * @return this
   */
  public TrustedPublisherBuilder onProgress(ProgressListener listener) {
    progress = Optional.of(listener);
    return this;
  }

  /**
   * Asks the registry for each file first, and does not send what is there already with the same
   * content. Other content under the same name is still a failure: names alone decide nothing.
   *
   * @return this
   */
  public TrustedPublisherBuilder skipExisting() {
    existing = ExistingFiles.SKIP;
    return this;
  }

  /**
   * Says what becomes of attestations that exist already. Without it: {@link Attestations#AUTO}.
   *
   * @param choice the choice
   * @return this
   */
  public TrustedPublisherBuilder attestations(Attestations choice) {
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
  public TrustedPublisherBuilder concurrency(int uploads) {
    concurrency = UploadConcurrency.checked(uploads);
    return this;
  }

  /**
   * Goes on with the other files after one was not published. Without it no more are started, and
   * those that are under way end.
   *
   * @return this
   */
  public TrustedPublisherBuilder keepGoing() {
    onFailure = OnFailure.CONTINUE;
    return this;
  }

  /**
   * Adds an identity provider that is not found by {@link java.util.ServiceLoader}, or that is
   * configured otherwise: it stands for the one of its class.
   *
   * @param provider the provider
   * @return this
   */
  public TrustedPublisherBuilder with(IdentityProvider provider) {
    providers = with(providers, provider);
    return this;
  }

  /**
   * Adds a package repository that is not found by {@link java.util.ServiceLoader}.
   *
   * @param packageRepository the repository
   * @return this
   */
  public TrustedPublisherBuilder with(PackageRepository packageRepository) {
    repositories = with(repositories, packageRepository);
    return this;
  }

  /**
   * Looks for SPI jars with another class loader than the one that loaded this class. The thread's
   * context class loader is never used by itself.
   *
   * @param loader the class loader
   * @return this
   */
  public TrustedPublisherBuilder discoverWith(ClassLoader loader) {
    discovery = Optional.of(loader);
    return this;
  }

  /**
   * Looks for no SPI jars at all: only what was given {@code with(...)} is used.
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
   * Says for how long failed calls of a run may be tried again. Without it: half an hour. An
   * attempt that is under way is not cut off.
   *
   * @param time from the start of the run to the start of the last attempt; zero for no further
   *     attempts at all
   * @return this
   * @throws IllegalArgumentException if it is negative or longer than a day
   */
  public TrustedPublisherBuilder retryFor(Duration time) {
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
  public TrustedPublisherBuilder workflowCommands(Consumer<String> console) {
    commands = console;
    return this;
  }

  /** Replaces the source of jitter, for tests. */
  TrustedPublisherBuilder random(RandomGenerator replacement) {
    random = replacement;
    return this;
  }

  /** Replaces waiting, for tests. */
  TrustedPublisherBuilder pause(UnaryOperator<Duration> replacement) {
    pause = replacement;
    return this;
  }

  /** Replaces the time that the end of a run waits for its sinks, for tests. */
  TrustedPublisherBuilder patience(Duration replacement) {
    patience = replacement;
    return this;
  }

  /** Replaces the clock that durations are measured with, for tests. */
  TrustedPublisherBuilder nanoTime(LongSupplier replacement) {
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
    return new TrustedPublisher(settings());
  }

  /**
   * Makes what only diagnosis needs, with the same settings. Touches neither network nor files.
   *
   * @return the inspection
   * @throws TrustedPublishingException as for {@link #build}
   */
  public JobInspection buildInspection() {
    return new JobInspection(settings());
  }

  private PublisherSettings settings() {
    return new PublisherSettings(
        repository,
        folder,
        // The one place that reads the process's environment.
        environment != null ? environment : CiEnvironment.of(System.getenv()),
        new PublisherSettings.Plugins(discovery, providers, repositories),
        Optional.ofNullable(transport),
        Optional.ofNullable(identityProvider),
        Optional.ofNullable(identityToken),
        verifySignatures,
        CredentialPolicy.of(trustedPublishing, storedCredential),
        attestations,
        existing,
        concurrency,
        onFailure,
        sinks,
        progress,
        commands,
        new PublisherSettings.Timing(clock, nanoTime, retryTime, random, pause, patience));
  }

  private static <T> List<T> with(List<T> list, T element) {
    return Stream.concat(list.stream(), Stream.of(element)).toList();
  }
}
