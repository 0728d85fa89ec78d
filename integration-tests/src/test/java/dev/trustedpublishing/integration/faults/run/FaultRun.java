package dev.trustedpublishing.integration.faults.run;

import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.github.GitHubSink;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.WithoutWaiting;
import dev.trustedpublishing.core.http.ApacheHttpTransport;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.FaultContext;
import dev.trustedpublishing.integration.faults.injection.FaultGateway;
import dev.trustedpublishing.integration.faults.injection.InterceptedRequest;
import dev.trustedpublishing.integration.faults.injection.ReceivedRequest;
import dev.trustedpublishing.integration.faults.injection.RedirectTarget;
import dev.trustedpublishing.integration.faults.injection.Registry;
import dev.trustedpublishing.integration.faults.injection.Route;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.integration.faults.injection.TestEnvironment;
import dev.trustedpublishing.repository.npm.NpmRepository;
import dev.trustedpublishing.repository.pypi.PyPiRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs a plan: the real publisher with the real modules, through gateways that inject faults. */
public final class FaultRun {
  /** Represents the minutes of the transport's usual limits. */
  private static final Duration SHORT = Duration.ofMillis(400);

  /** Nothing that is well takes that long, on whatever machine. */
  private static final Duration LONG = Duration.ofSeconds(60);

  /** For threads to end that have nothing to do any more. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  /** No run takes that long: it decides its waits and does not make them. One that does hangs. */
  private static final Duration HANGS = Duration.ofMinutes(2);

  private static final Pattern JWT = Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+");

  private final RunPlan plan;
  private final TestEnvironment environment;
  private final Path folder;
  private final Route route;
  private final Capture.Group threads;
  private final List<InterceptedRequest> record = FaultGateway.newRecord();
  private final List<AuditEntry> events = Collections.synchronizedList(new ArrayList<>());
  private final RunClock clock = new RunClock();
  private final List<RunRecord.FileAttempt> fileAttempts = new CopyOnWriteArrayList<>();
  private final List<RunRecord.Answer> answers = new CopyOnWriteArrayList<>();
  private final AtomicLong answerBytes = new AtomicLong();
  private final StringBuffer console = new StringBuffer();
  private final StringBuffer commands = new StringBuffer();
  private final StringBuffer threadNames = new StringBuffer();

  private FaultRun(RunPlan plan, TestEnvironment environment, Route route) throws IOException {
    this.plan = plan;
    this.environment = environment;
    this.route = route;
    this.folder = environment.newFolder();
    this.threads = new Capture.Group("run " + plan.seed());
  }

  public static RunRecord play(RunPlan plan, TestEnvironment environment)
      throws IOException, InterruptedException {
    return play(plan, environment, new Route() {});
  }

  /** Plays a plan where more than requests can be desynchronized. */
  public static RunRecord play(RunPlan plan, TestEnvironment environment, Route route)
      throws IOException, InterruptedException {
    return new FaultRun(plan, environment, route).play();
  }

  /** What came out of the publisher. */
  private record Result(PublishReport report, Optional<TrustedPublishingException> failure) {}

  private RunRecord play() throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    for (int number = 0; number < plan.files().size(); number++) {
      files.add(environment.file(plan.registry(), number, plan.files().get(number)));
    }
    AtomicReference<FaultContext> context = new AtomicReference<>();
    try (RegistryUnderTest backend = RegistryUnderTest.open(environment, plan.ci(), route)) {
      publishBefore(backend);
      int mintedBefore = backend.minted().size();
      Map<String, String> storedBefore = backend.stored();
      Result result;
      CiJob job;
      try (RedirectTarget redirectTarget = RedirectTarget.open(record);
          FaultGateway issuer =
              FaultGateway.open(
                  "issuer", plan, environment, environment.server(), context::get, record, route);
          FaultGateway registry =
              FaultGateway.open(
                  "registry", plan, environment, backend.uri(), context::get, record, route)) {
        context.set(
            new FaultContext(
                plan,
                environment,
                audience(),
                redirectTarget.uri(),
                taken -> answerBytes.accumulateAndGet(taken, Math::max)));
        job = CiJob.start(plan, environment, audience(), route.to(issuer));
        result = publish(route.to(registry), job, files);
      }
      List<RunRecord.MintedToken> minted =
          backend.minted().subList(mintedBefore, backend.minted().size());
      return observed(
          result, files, storedBefore, backend.stored(), minted, secrets(job, context.get()));
    }
  }

  private String audience() {
    return route.audience(plan.registry());
  }

  private void publishBefore(RegistryUnderTest backend) throws IOException {
    if (plan.before() == RunPlan.StoredContent.NOTHING) {
      return;
    }
    int size = plan.files().get(0);
    if (plan.before() == RunPlan.StoredContent.OTHER_BYTES) {
      size = size == 1 ? 2 : 1;
    }
    CiJob job = CiJob.start(plan, environment, audience(), environment.server());
    try (TrustedPublisher publisher =
        builder(job, backend.uri(), step -> {}).workflowCommands(line -> {}).build()) {
      publisher.publish(List.of(environment.file(plan.registry(), 0, size)));
    }
  }

  private Result publish(URI registry, CiJob job, List<Path> files) throws InterruptedException {
    AtomicReference<Result> result = new AtomicReference<>();
    AtomicReference<Throwable> surprise = new AtomicReference<>();
    Thread thread =
        new Thread(
            threads,
            () -> {
              try {
                result.set(publishHere(registry, job, files));
              } catch (Throwable e) {
                surprise.set(e);
              }
            },
            "run");
    thread.start();
    thread.join(HANGS.toMillis());
    if (thread.isAlive()) {
      IllegalStateException hangs = new IllegalStateException("I9: the run does not end: " + plan);
      hangs.setStackTrace(thread.getStackTrace());
      thread.interrupt();
      throw hangs;
    }
    if (result.get() == null) {
      throw new IllegalStateException("I11: no explained failure: " + plan, surprise.get());
    }
    return result.get();
  }

  private Result publishHere(URI registry, CiJob job, List<Path> files) throws IOException {
    try (ApacheHttpTransport transport = route.transport(limits());
        TrustedPublisher publisher =
            configured(registry, job)
                .transport(new TimedTransport(route.over(transport, limits()), clock, answers::add))
                .build()) {
      return new Result(publisher.publish(files), Optional.empty());
    } catch (PublishFailedException e) {
      return new Result(e.report(), Optional.of(e));
    }
  }

  private TransportSettings limits() throws IOException {
    Duration limit = plan.needsTimeout() ? SHORT : LONG;
    return TransportSettings.of("fault-run")
        .withTrusted(environment.trust())
        .with(Limit.HANDSHAKE, limit)
        .with(Limit.CALL, limit)
        .with(Limit.STALL, limit)
        .with(Limit.UPLOAD_ANSWER, limit)
        .with(Limit.UPLOAD_ANSWER_BODY, limit);
  }

  private TrustedPublisherBuilder configured(URI registry, CiJob job) {
    TrustedPublisherBuilder builder =
        WithoutWaiting.apply(
                builder(job, registry, fileAttempts::add),
                new SplittableRandom(plan.seed()),
                clock::decided,
                clock::nanoTime)
            .retryFor(plan.budget())
            .concurrency(plan.uploads())
            .folder(folder)
            .workflowCommands(line -> commands.append(line + "\n"));
    for (AuditSink sink : sinks()) {
      builder.onEvent(sink);
    }
    if (plan.existing() == RunPlan.ExistingFiles.SKIP) {
      builder.skipExisting();
    }
    if (plan.credential() == RunPlan.Credential.STORED) {
      builder
          .trustedPublishing(TrustedPublishing.AUTOMATIC)
          .storedCredential("__token__", Secret.of(storedPassword()));
    }
    return plan.onFailure() == RunPlan.OnFailure.CONTINUE ? builder.keepGoing() : builder;
  }

  /** No other seed has it, and no registry knows it. */
  private String storedPassword() {
    byte[] bytes = new byte[24];
    new SplittableRandom(~plan.seed()).nextBytes(bytes);
    return "stored-" + HexFormat.of().formatHex(bytes);
  }

  private List<AuditSink> sinks() {
    return List.of(
        events::add,
        entry -> threadNames.append(threads.threadNames() + "\n"),
        AuditSinks.slf4j(),
        AuditSinks.jsonLines(folder.resolve("audit.jsonl")),
        AuditSinks.chainedJsonLines(folder.resolve("chained.jsonl")),
        GitHubSink.create(
            Map.of("GITHUB_STEP_SUMMARY", folder.resolve("summary.md").toString()),
            line -> console.append(line + "\n")));
  }

  private TrustedPublisherBuilder builder(
      CiJob job, URI address, Consumer<RunRecord.FileAttempt> describe) {
    Registry registry = plan.registry();
    PackageRepository module =
        registry == Registry.NPM ? new NpmRepository() : new PyPiRepository();
    return job.publisher()
        .with(new RecordingRepository(module, registry == Registry.PYPI, describe))
        .repository(RegistryUnderTest.name(registry, address))
        .clock(environment.clock());
  }

  private RunRecord observed(
      Result result,
      List<Path> files,
      Map<String, String> before,
      Map<String, String> after,
      List<RunRecord.MintedToken> minted,
      Map<RunRecord.Kind, Set<String>> known)
      throws IOException, InterruptedException {
    List<ReceivedRequest> requests = record.stream().map(InterceptedRequest::request).toList();
    List<String> leftovers = leftovers();
    return new RunRecord(
        plan,
        files.stream().map(file -> planned(file, before)).toList(),
        result.report(),
        result.failure(),
        List.copyOf(events),
        requests,
        after,
        List.copyOf(minted),
        secrets(requests, minted, known),
        output(result, requests),
        new RunRecord.Cost(
            result.report().duration(),
            clock.calls(),
            clock.waits(),
            List.copyOf(fileAttempts),
            List.copyOf(answers),
            answerBytes.get()),
        leftovers);
  }

  private static RunRecord.PlannedFile planned(Path file, Map<String, String> before) {
    String name = file.getFileName().toString();
    return new RunRecord.PlannedFile(
        name, RegistryUnderTest.sha256(file), Optional.ofNullable(before.get(name)));
  }

  /** The secrets that were there before anything was asked for, or were made up. */
  private Map<RunRecord.Kind, Set<String>> secrets(CiJob job, FaultContext context) {
    Map<RunRecord.Kind, Set<String>> secrets = new EnumMap<>(RunRecord.Kind.class);
    Set<String> identity = new HashSet<>(job.tokens());
    Set<String> api = new HashSet<>();
    context.made().forEach(token -> (token.startsWith("eyJ") ? identity : api).add(token));
    secrets.put(RunRecord.Kind.REQUEST_TOKEN, job.requestToken().map(Set::of).orElse(Set.of()));
    secrets.put(
        RunRecord.Kind.STORED_PASSWORD,
        plan.credential() == RunPlan.Credential.STORED ? Set.of(storedPassword()) : Set.of());
    secrets.put(RunRecord.Kind.IDENTITY_TOKEN, identity);
    secrets.put(RunRecord.Kind.API_TOKEN, api);
    return secrets;
  }

  private static Map<RunRecord.Kind, Set<String>> secrets(
      List<ReceivedRequest> requests,
      List<RunRecord.MintedToken> minted,
      Map<RunRecord.Kind, Set<String>> known) {
    Set<String> identity =
        new HashSet<>(known.getOrDefault(RunRecord.Kind.IDENTITY_TOKEN, Set.of()));
    for (ReceivedRequest request : requests) {
      Matcher jwt = JWT.matcher(request.call() == Call.OBTAIN ? request.backendResponse() : "");
      while (jwt.find()) {
        identity.add(jwt.group());
      }
    }
    Set<String> api = new HashSet<>(known.getOrDefault(RunRecord.Kind.API_TOKEN, Set.of()));
    minted.forEach(token -> api.add(token.value()));
    Map<RunRecord.Kind, Set<String>> secrets = new EnumMap<>(known);
    secrets.put(RunRecord.Kind.IDENTITY_TOKEN, identity);
    secrets.put(RunRecord.Kind.API_TOKEN, api);
    return secrets;
  }

  private Map<String, String> output(Result result, List<ReceivedRequest> requests)
      throws IOException {
    PublishReport report = result.report();
    Map<String, String> output = new LinkedHashMap<>();
    output.put("stdout, stderr and the log", threads.output());
    output.put("JSON lines", Files.readString(folder.resolve("audit.jsonl")));
    output.put("chained JSON lines", Files.readString(folder.resolve("chained.jsonl")));
    output.put("GitHub's annotations", console.toString());
    Path summary = folder.resolve("summary.md");
    output.put("GitHub's summary", Files.exists(summary) ? Files.readString(summary) : "");
    output.put(
        "workflow commands",
        commands
            .toString()
            .lines()
            .filter(line -> !line.startsWith("::add-mask::"))
            .collect(Collectors.joining("\n")));
    output.put(
        "events", events.stream().map(AuditEntry::toString).collect(Collectors.joining("\n")));
    output.put("the report as text", report.text());
    output.put("the report in Markdown", report.markdown());
    output.put("the report in JSON", report.json());
    output.put("the report's toString", report.toString());
    output.put("the exception", result.failure().map(FaultRun::everything).orElse(""));
    output.put("thread names", threadNames.toString());
    output.put("what came to strangers", route.receivedByUntrustedServers());
    output.put(
        "addresses",
        requests.stream()
            .map(request -> request.head().lines().findFirst().orElse(""))
            .collect(Collectors.joining("\n")));
    return output;
  }

  /** With all causes and whatever is suppressed, and what its methods say. */
  private static String everything(TrustedPublishingException e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text + "\n" + e.problems() + e.serverMessage() + e.presentedClaims() + e.remedy();
  }

  /** Those that run may start others before they see that everything is closed. */
  private void awaitThreads() throws InterruptedException {
    long end = System.nanoTime() + SLACK.toNanos();
    List<Thread> running = threads.own();
    while (!running.isEmpty() && System.nanoTime() < end) {
      for (Thread thread : running) {
        thread.join(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
      }
      running = threads.own();
    }
  }

  private List<String> leftovers() throws IOException, InterruptedException {
    List<String> leftovers = new ArrayList<>();
    awaitThreads();
    threads.own().stream()
        .map(thread ->
            "thread " + thread.getName() + " at " + Arrays.toString(thread.getStackTrace()))
        .forEach(leftovers::add);
    try (var files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !Set.of("audit.jsonl", "chained.jsonl", "summary.md").contains(name))
          .map(name -> "file " + name)
          .forEach(leftovers::add);
    }
    return leftovers;
  }
}
