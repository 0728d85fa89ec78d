package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.AuditSinkProvider;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.audit.IsolatedListener;
import dev.trustedpublishing.core.context.CiRun;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.context.JdkProcessRunner;
import dev.trustedpublishing.core.context.Offline;
import dev.trustedpublishing.core.discovery.ProviderSelection;
import dev.trustedpublishing.core.discovery.RepositoryResolver;
import dev.trustedpublishing.core.discovery.SpiLoader;
import dev.trustedpublishing.core.http.LazyTransport;
import dev.trustedpublishing.core.identity.SelectedIdentity;
import dev.trustedpublishing.core.identity.SignatureCheck;
import dev.trustedpublishing.core.identity.SuppliedTokenProvider;
import dev.trustedpublishing.core.json.StrictJson;
import dev.trustedpublishing.core.report.AttestationReport;
import dev.trustedpublishing.core.report.Plugin;
import dev.trustedpublishing.core.retry.Failure;
import dev.trustedpublishing.core.retry.RetryBudget;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.upload.Throughput;
import dev.trustedpublishing.core.upload.UploadConcurrency;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the parts of one run from the settings, and owns the parts that all runs of a publisher
 * share: connections and audit sinks. Thread-safe.
 */
public final class PipelineFactory implements AutoCloseable {
  private final PublisherSettings settings;
  private final HttpTransport transport;
  private final ProcessRunner processes;
  // One for all runs, because Jackson caches information about types.
  private final Json json = new StrictJson();
  private @Nullable List<AuditSink> discoveredSinks;

  public PipelineFactory(PublisherSettings settings) {
    this(
        settings,
        settings.transport().orElseGet(() -> new LazyTransport(settings::environment)),
        new JdkProcessRunner(
            JdkProcessRunner.DEFAULT_LIMIT, settings.environment().get("PATH").orElse("")));
  }

  private PipelineFactory(
      PublisherSettings settings, HttpTransport transport, ProcessRunner processes) {
    this.settings = settings;
    this.transport = transport;
    this.processes = processes;
  }

  /**
   * Finds what would keep a run from its identity token, as far as neither the network nor another
   * program is needed to find it.
   *
   * @throws dev.trustedpublishing.api.TrustedPublishingException as a run would throw it
   */
  public void rehearse() {
    Offline offline = new Offline();
    RegistrationCheck check = rehearsal(offline);
    try {
      check.rehearse();
    } catch (TrustedPublishingException e) {
      if (!offline.isReasonOf(e)) {
        throw e;
      }
    }
  }

  /**
   * Returns whether a run would make attestations, as far as neither the network nor another
   * program is needed to know it.
   *
   * @param claims those of an identity token of the job; empty if there is none
   * @return empty if runs with these settings make none
   */
  public Optional<AttestationReport> attestation(Optional<Claims> claims) {
    Offline offline = new Offline();
    return rehearsal(offline).attestation(claims, failure -> !offline.isReasonOf(failure));
  }

  private RegistrationCheck rehearsal(Offline offline) {
    // Asks an installed npm for its registry, as a run does.
    RepositoryResolver resolved = resolve(List.of(), context(silentTrail()));
    PipelineFactory pipelines = new PipelineFactory(settings, offline, offline);
    AuditTrail trail = silentTrail();
    RegistryConnection connection = pipelines.connect(trail, resolved, pipelines.context(trail));
    return new RegistrationCheck(
        connection, () -> pipelines.obtainStage(connection), settings.credentials(), false);
  }

  public Pipeline pipeline(List<Path> files) {
    RegistryConnection connection = connect(newTrail(), files);
    IsolatedListener progress = new IsolatedListener(settings.progress(), connection.trail());
    UploadConcurrency concurrency = UploadConcurrency.of(settings.concurrency());
    PublishStage publish =
        new PublishStage(
            connection, concurrency, progress, settings.skipsExisting(), new Throughput());
    return new Pipeline(
        files,
        connection,
        () -> obtainStage(connection),
        settings.credentials(),
        new AttestStage(connection, () -> retries(connection.trail()), concurrency),
        new Uploads(publish, concurrency, settings.keepsGoing()),
        progress);
  }

  public RegistrationCheck registrationCheck() {
    RegistryConnection connection = connect(newTrail(), List.of());
    return new RegistrationCheck(
        connection,
        () -> obtainStage(connection),
        settings.credentials(),
        settings.verifySignatures());
  }

  /** Resolves the registry without network. */
  public RegistryConnection connect(AuditTrail trail, List<Path> files) {
    DefaultSpiContext context = context(trail);
    return connect(trail, resolve(files, context), context);
  }

  private RegistryConnection connect(
      AuditTrail trail, RepositoryResolver resolved, DefaultSpiContext context) {
    return new RegistryConnection(
        resolved.target(),
        resolved.repository().connect(resolved.target(), context),
        context,
        settings.audience(),
        retries(trail));
  }

  private RetryPolicies retries(AuditTrail trail) {
    RetryBudget budget =
        RetryBudget.ofWaits(
            settings.retryTime(), RetryBudget.DEFAULT_RETRIES, settings.timing().nanoTime());
    return new RetryPolicies(settings.timing().random(), settings.timing().pause(), budget, trail);
  }

  public RepositoryResolver resolve(List<Path> files, DefaultSpiContext context) {
    List<PackageRepository> repositories =
        SpiLoader.REPOSITORIES.load(settings.discovery(), settings.repositories(), context::warn);
    try {
      return RepositoryResolver.resolve(settings.repository(), repositories, files, context);
    } catch (StackOverflowError | LinkageError e) {
      throw Failure.bug(Stage.PLAN, "the repository " + SafeText.shown(settings.repository()), e);
    }
  }

  public ProviderSelection providers(DefaultSpiContext context) {
    return providers(context, suppliedToken());
  }

  private ProviderSelection providers(
      DefaultSpiContext context, Optional<SuppliedTokenProvider> suppliedToken) {
    List<IdentityProvider> providers =
        SpiLoader.PROVIDERS.load(settings.discovery(), settings.providers(), context::warn);
    return new ProviderSelection(
        providers, settings.identityProvider(), suppliedToken, context.environment());
  }

  /** Returns what the runs of this publisher use, in the order of the pipeline. */
  public List<Plugin> plugins() {
    Consumer<Problem> reportedElsewhere = problem -> {};
    return Stream.of(
            SpiLoader.PROVIDERS.describe(
                settings.discovery(), settings.providers(), reportedElsewhere),
            SpiLoader.REPOSITORIES.describe(
                settings.discovery(), settings.repositories(), reportedElsewhere),
            SpiLoader.ATTESTORS.describe(
                settings.discovery(), settings.attestors(), reportedElsewhere),
            SpiLoader.SINKS.describe(settings.discovery(), List.of(), reportedElsewhere))
        .flatMap(plugins -> plugins)
        .toList();
  }

  public DefaultSpiContext context(AuditTrail trail) {
    return new DefaultSpiContext(
        settings.environment(),
        settings.folder(),
        settings.clock(),
        transport,
        processes,
        json,
        settings.attestations(),
        attestor(trail),
        trail);
  }

  private Optional<Attestor> attestor(AuditTrail trail) {
    List<Attestor> attestors =
        SpiLoader.ATTESTORS.load(
            settings.discovery(),
            settings.attestors(),
            warning -> trail.record(new AuditEvent.Warned(warning)));
    if (attestors.size() > 1) {
      throw Problem.of(ErrorCode.USAGE_INVALID_OPTION, "There is more than one attestor.")
          .found(attestors.stream().map(Attestor::id).collect(Collectors.joining(", ")))
          .expected("at most one")
          .remedy("Remove the others from the class path, or publish without discovery.")
          .toException(Stage.PLAN);
    }
    return attestors.stream().findFirst();
  }

  public AuditTrail newTrail() {
    CiEnvironment environment = settings.environment();
    List<Problem> warnings = new ArrayList<>();
    List<AuditSink> sinks = sinks(environment, warnings::add);
    AuditTrail trail = trail(UUID.randomUUID().toString(), CiRun.page(environment), sinks);
    warnings.forEach(warning -> trail.record(new AuditEvent.Warned(warning)));
    return trail;
  }

  /** For inspections: the caller reads the warnings. */
  public AuditTrail silentTrail() {
    return trail("", Optional.empty(), List.of());
  }

  private AuditTrail trail(String runId, Optional<URI> ciRun, List<AuditSink> sinks) {
    return new AuditTrail(
        runId,
        settings.clock(),
        settings.timing().nanoTime(),
        ciRun,
        settings.timing().patience(),
        sinks);
  }

  private ObtainStage obtainStage(RegistryConnection connection) {
    Optional<SuppliedTokenProvider> supplied = suppliedToken();
    ProviderSelection selection = providers(connection.context(), supplied);
    SelectedIdentity identity =
        new SelectedIdentity(
            selection.choose(connection.trail()),
            supplied.isPresent() ? supplied.get().retries() : RetryPolicies.Call.OBTAIN,
            selection.detected(),
            settings.commands());
    Consumer<IdentityToken> signatureCheck =
        settings.verifySignatures()
            ? new SignatureCheck(connection.context(), connection.retries())::verify
            : token -> {};
    return new ObtainStage(identity, connection, signatureCheck, true);
  }

  private Optional<SuppliedTokenProvider> suppliedToken() {
    return settings.identityToken().isPresent()
        ? Optional.of(new SuppliedTokenProvider(settings.identityToken().get()))
        : Optional.empty();
  }

  /**
   * Closes the connections and the audit sinks.
   *
   * @throws IOException if an audit sink could not be closed
   */
  @Override
  public void close() throws IOException {
    if (transport instanceof LazyTransport own) {
      own.close();
    }
    IOException first = null;
    for (AuditSink sink : openedSinks()) {
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

  /** Opens the discovered sinks with the first run; a failure is a warning. */
  private synchronized List<AuditSink> sinks(
      CiEnvironment environment, Consumer<Problem> warnings) {
    if (discoveredSinks == null) {
      List<AuditSink> opened = new ArrayList<>();
      for (AuditSinkProvider provider :
          SpiLoader.SINKS.load(settings.discovery(), List.of(), warnings)) {
        try {
          provider.open(environment).ifPresent(opened::add);
        } catch (RuntimeException e) {
          warnings.accept(SpiLoader.SINKS.notOpened(provider, e));
        }
      }
      discoveredSinks = opened;
    }
    return openedSinks();
  }

  private synchronized List<AuditSink> openedSinks() {
    List<AuditSink> all = new ArrayList<>(settings.sinks());
    if (discoveredSinks != null) {
      all.addAll(discoveredSinks);
    }
    return all;
  }
}
