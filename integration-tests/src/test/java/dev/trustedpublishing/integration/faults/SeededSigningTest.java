package dev.trustedpublishing.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.attestation.sigstore.SigstoreAttestor;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.WithoutWaiting;
import dev.trustedpublishing.core.http.ApacheHttpTransport;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.integration.faults.oracle.Oracle;
import dev.trustedpublishing.provider.github.GitHubActions;
import dev.trustedpublishing.repository.pypi.PyPiRepository;
import dev.trustedpublishing.testkit.LeakScan;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.registry.pypi.Endpoint;
import dev.trustedpublishing.testkit.registry.pypi.model.UploadedFile;
import dev.trustedpublishing.testkit.sigstore.LoggedEntry;
import dev.trustedpublishing.testkit.sigstore.SigstoreEndpoint;
import dev.trustedpublishing.testkit.sigstore.SigstoreFault;
import dev.trustedpublishing.testkit.sigstore.SigstoreInstance;
import dev.trustedpublishing.testkit.sigstore.verify.SignedEnvelope;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import dev.trustedpublishing.testkit.sigstore.verify.TrustAnchors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Publishing with attestations, while Fulcio, Rekor, and the registry fail as a seed says (rows A01
 * to A08). One run: {@code -Dfaults.seed=42}. How many, and from which on: {@code -Dfaults.runs} (a
 * fifth of them), {@code -Dfaults.first}.
 */
class SeededSigningTest {
  private static final List<Attestations> MODES = List.of(Attestations.REQUIRED, Attestations.AUTO);
  private static final List<SigstoreEndpoint> ENDPOINTS =
      List.of(
          SigstoreEndpoint.SIGNING_CERTIFICATE,
          SigstoreEndpoint.CREATE_ENTRY,
          SigstoreEndpoint.CREATE_ENTRY,
          SigstoreEndpoint.GET_ENTRY);

  /** Once, for one attempt of each worker, and for good. */
  private static final List<Integer> TIMES = List.of(1, 1, 2, 6, 60);

  /** By how many seconds the clocks of the job and of Sigstore differ. */
  private static final List<Integer> CLOCKS = List.of(0, 0, 0, -20, 20);

  /** Another attempt helps. */
  private static final List<Fault> TEMPORARY =
      List.of(
          Fault.dropConnection(),
          Fault.dropAnswer(),
          Fault.delay(Duration.ofMillis(30)),
          json(500, "{\"code\":13,\"message\":\"error communicating with CA backend\"}"),
          json(503, "{\"message\":\"overloaded\"}"),
          new Fault.Instead(Answer.plain(429, "slow down").withHeader("Retry-After", "7")),
          json(409, "{\"code\":409,\"message\":\"an equivalent entry already exists\"}"),
          Fault.answer(200, "text/html", "<html>Log in</html>"));

  private static final List<Fault> FINAL =
      List.of(
          json(400, "{\"code\":3,\"message\":\"The signature could not be verified\"}"),
          json(403, "{\"code\":7,\"message\":\"forbidden\"}"),
          json(201, "{}"),
          new Fault.Instead(Answer.redirect(307, "https://evil.example/")));

  private static final List<Fault> FAULTS =
      Stream.of(TEMPORARY, FINAL).flatMap(List::stream).toList();

  private static final String CERTIFICATES = "/api/v2/signingCert";

  @TempDir Path folder;

  /** What a seed stands for. */
  private record Plan(
      long seed,
      Attestations mode,
      int files,
      boolean rejectsUpload,
      int clock,
      Map<SigstoreEndpoint, List<Fault>> faults,
      List<SigstoreFault> falsified) {

    static Plan of(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      Attestations mode = pick(random, MODES);
      int files = 1 + random.nextInt(4);
      boolean rejectsUpload = random.nextInt(4) == 0;
      int clock = pick(random, CLOCKS);
      List<Map.Entry<SigstoreEndpoint, List<Fault>>> faults = new ArrayList<>();
      List<SigstoreFault> falsified = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        if (random.nextInt(3) == 0) {
          falsified.add(pick(random, List.of(SigstoreFault.values())));
        } else {
          faults.add(
              Map.entry(
                  pick(random, ENDPOINTS),
                  Collections.nCopies(pick(random, TIMES), pick(random, FAULTS))));
        }
      }
      return new Plan(
          seed,
          mode,
          files,
          rejectsUpload,
          clock,
          faults.stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      Map.Entry::getValue,
                      (one, other) -> Stream.of(one, other).flatMap(List::stream).toList())),
          falsified);
    }

    /** Whether another attempt of each call helps. */
    boolean isHarmless() {
      return falsified.isEmpty()
          && !rejectsUpload
          && faults.values().stream()
              .allMatch(planned -> planned.size() == 1 && TEMPORARY.containsAll(planned));
    }

    private static <T> T pick(SplittableRandom random, List<T> from) {
      return from.get(random.nextInt(from.size()));
    }
  }

  private record SentSecret(URI to, String value) {}

  /** What came of it. */
  private record Outcome(
      PublishReport report,
      Optional<TrustedPublishingException> failure,
      List<AuditEvent> events,
      List<SentSecret> secrets,
      String output) {

    List<String> logged() {
      return events.stream()
          .filter(AuditEvent.ArtifactAttested.class::isInstance)
          .map(AuditEvent.ArtifactAttested.class::cast)
          .filter(event -> event.logIndex().isPresent())
          .map(AuditEvent.ArtifactAttested::filename)
          .toList();
    }

    String warnings() {
      return report.warnings().stream()
          .filter(warning -> !warning.what().equals("The files belong to several releases."))
          .map(Problem::text)
          .collect(Collectors.joining("\n"));
    }
  }

  @Test
  void seededFaults_neverSignWronglyOrSilently() throws Exception {
    List<String> broken = new ArrayList<>();
    for (long seed : seeds().toArray()) {
      Plan plan = Plan.of(seed);
      List<String> rules = play(plan);
      if (!rules.isEmpty()) {
        broken.add(plan + "\n  " + String.join("\n  ", rules));
      }
    }

    assertThat(broken).as("repeat one with -Dfaults.seed").isEmpty();
  }

  private static LongStream seeds() {
    Long only = Long.getLong("faults.seed");
    long first = Long.getLong("faults.first", 1);
    return only != null
        ? LongStream.of(only)
        : LongStream.range(first, first + Math.max(1, Integer.getInteger("faults.runs", 500) / 5));
  }

  private List<String> play(Plan plan) throws Exception {
    Path own = Files.createDirectory(folder.resolve("seed-" + plan.seed()));
    try (Sandbox sandbox = Sandbox.builder().withSigstore().start()) {
      SigstoreInstance sigstore = sandbox.sigstore();
      plan.faults()
          .forEach((endpoint, faults) -> sigstore.script(endpoint, faults.toArray(new Fault[0])));
      sigstore.falsify(plan.falsified().toArray(new SigstoreFault[0]));
      if (plan.rejectsUpload()) {
        sandbox.pypi().script(Endpoint.UPLOAD, Fault.answer(400, "text/plain", "400 Not today"));
      }
      Outcome outcome = publish(plan, sandbox, own);
      return Stream.of(
              attestations(plan, outcome, sandbox),
              entries(outcome, sandbox),
              secrets(outcome, sandbox),
              explanations(plan, outcome))
          .flatMap(List::stream)
          .toList();
    }
  }

  private static Outcome publish(Plan plan, Sandbox sandbox, Path own) throws Exception {
    List<AuditEvent> events = Collections.synchronizedList(new ArrayList<>());
    List<SentSecret> secrets = Collections.synchronizedList(new ArrayList<>());
    List<String> output = Collections.synchronizedList(new ArrayList<>());
    Path instance =
        Files.writeString(own.resolve("instance.json"), sandbox.sigstore().clientTrustConfig());
    try (ApacheHttpTransport transport =
            ApacheHttpTransport.create(TransportSettings.of("seeded-signing"));
        TrustedPublisher publisher =
            WithoutWaiting.apply(
                    TrustedPublisher.builder()
                        .repository(sandbox.uploadUrl().toString())
                        .environment(sandbox.environment())
                        .workflowCommands(line -> {})
                        .withoutDiscovery()
                        .with(new GitHubActions())
                        .with(new AttestedEverywhere(new PyPiRepository()))
                        .with(SigstoreAttestor.at(instance))
                        .attestations(plan.mode())
                        .keepGoing()
                        .clock(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(plan.clock()))),
                    new SplittableRandom(plan.seed()),
                    wait -> {},
                    System::nanoTime)
                .transport(call -> {
                  // Now, because the owner clears it after use.
                  call.secrets()
                      .forEach(secret -> secrets.add(new SentSecret(call.url(), secret.reveal())));
                  return transport.send(call);
                })
                .onEvent(entry -> {
                  events.add(entry.event());
                  output.add(AuditSinks.json(entry));
                })
                .build()) {
      return publish(publisher, files(plan, own), events, secrets, output);
    }
  }

  private static Outcome publish(
      TrustedPublisher publisher,
      List<Path> files,
      List<AuditEvent> events,
      List<SentSecret> secrets,
      List<String> output) {
    try {
      PublishReport report = publisher.publish(files);
      return new Outcome(
          report, Optional.empty(), events, secrets, output + report.text() + report.json());
    } catch (PublishFailedException e) {
      return new Outcome(
          e.report(),
          Optional.of(e),
          events,
          secrets,
          output + e.report().text() + e.report().json() + e.getMessage());
    }
  }

  private static List<Path> files(Plan plan, Path own) throws Exception {
    List<Path> all = new ArrayList<>();
    for (SampleDistribution sample : SampleDistribution.values()) {
      all.addAll(sample.copyTo(own));
    }
    return all.subList(0, plan.files());
  }

  /** All files or none; with REQUIRED none without; and each one stands up to another verifier. */
  private static List<String> attestations(Plan plan, Outcome outcome, Sandbox sandbox)
      throws Exception {
    List<String> broken = new ArrayList<>();
    List<UploadedFile> published = sandbox.pypi().files();
    long with = published.stream().filter(file -> file.attestations().size() == 1).count();
    if (plan.mode() == Attestations.REQUIRED && with != published.size()) {
      broken.add("published without attestations that are required");
    }
    if (with != 0 && with != published.size()) {
      broken.add("published with and without attestations");
    }
    if (plan.mode() == Attestations.AUTO
        && outcome.failure().isPresent()
        && !plan.rejectsUpload()) {
      broken.add("failed although attestations are not required");
    }
    if (with < published.size() && !outcome.warnings().contains("without attestations")) {
      broken.add("published without attestations, and without a word");
    }
    SigstoreVerifier verifier =
        new SigstoreVerifier(TrustAnchors.read(sandbox.sigstore().trustedRoot()));
    for (UploadedFile file : published) {
      for (String attestation : file.attestations()) {
        verifier.verify(
            SignedEnvelope.ofAttestation(new ObjectMapper().readTree(attestation)),
            certificate -> {});
      }
    }
    return broken;
  }

  /** One for each file at most; those that are known and not published are named. */
  private static List<String> entries(Outcome outcome, Sandbox sandbox) {
    List<String> broken = new ArrayList<>();
    List<String> payloads =
        sandbox.sigstore().entries().stream().map(SeededSigningTest::payloadHash).toList();
    if (payloads.stream().distinct().count() != payloads.size()) {
      broken.add("a file has two entries in the log");
    }
    List<String> used =
        sandbox.pypi().files().stream()
            .filter(file -> !file.attestations().isEmpty())
            .map(UploadedFile::filename)
            .toList();
    for (String file : outcome.logged()) {
      boolean named =
          outcome.report().warnings().stream()
              .anyMatch(warning ->
                  warning.code().value().equals("publish.attestation-unused")
                      && warning.text().contains(file));
      if (used.contains(file) == named) {
        broken.add("the entry of " + file + (named ? " is used" : " is not mentioned"));
      }
    }
    return broken;
  }

  /** Each identity token is sent to its own audience, and nothing shows one. */
  private static List<String> secrets(Outcome outcome, Sandbox sandbox) {
    List<String> broken = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (SentSecret sent : outcome.secrets()) {
      values.add(sent.value());
      boolean toFulcio = sent.to().toString().equals(sandbox.sigstore().uri() + CERTIFICATES);
      if (isFor("sigstore", sent.value()) != toFulcio) {
        broken.add("a secret was sent to " + sent.to());
      }
    }
    LeakScan.forSecrets(values)
        .find(outcome.output())
        .ifPresent(found -> broken.add("a secret is shown: " + found));
    return broken;
  }

  private static boolean isFor(String audience, String secret) {
    String[] parts = secret.split("\\.", -1);
    return parts.length == 3
        && new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .contains("\"aud\":\"" + audience + "\"");
  }

  private static List<String> explanations(Plan plan, Outcome outcome) {
    List<String> broken = new ArrayList<>();
    Stream.concat(
            outcome.failure().stream().flatMap(failure -> failure.problems().stream()),
            outcome.report().warnings().stream())
        .forEach(problem -> broken.addAll(Oracle.unexplained(problem)));
    if (plan.isHarmless() && (outcome.failure().isPresent() || !outcome.warnings().isEmpty())) {
      broken.add(
          "another attempt helps, but the result is: " + outcome.failure() + outcome.warnings());
    }
    return broken;
  }

  private static String payloadHash(LoggedEntry entry) {
    try {
      return new ObjectMapper().readTree(entry.body()).at("/spec/payloadHash/value").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fault json(int status, String body) {
    return Fault.answer(status, "application/json", body);
  }

  /** The module for PyPI, where attestations are made by default at any index. */
  private record AttestedEverywhere(PackageRepository real) implements PackageRepository {
    @Override
    public String id() {
      return real.id();
    }

    @Override
    public List<String> knownNames() {
      return real.knownNames();
    }

    @Override
    public Optional<RepositoryTarget> resolve(
        String nameOrUrl, List<Path> files, SpiContext context) {
      return real.resolve(nameOrUrl, files, context);
    }

    @Override
    public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
      return real.connect(
          target,
          (SpiContext)
              Proxy.newProxyInstance(
                  SpiContext.class.getClassLoader(),
                  new Class<?>[] {SpiContext.class},
                  (self, method, arguments) -> {
                    if (method.getName().equals("attestations")) {
                      return Attestations.REQUIRED;
                    }
                    try {
                      return method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  }));
    }
  }
}
