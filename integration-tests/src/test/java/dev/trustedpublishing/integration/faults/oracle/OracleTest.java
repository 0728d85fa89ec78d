package dev.trustedpublishing.integration.faults.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.ReceivedRequest;
import dev.trustedpublishing.integration.faults.injection.Registry;
import dev.trustedpublishing.integration.faults.injection.RequestFaults;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.integration.faults.injection.TestEnvironment;
import dev.trustedpublishing.integration.faults.run.Capture;
import dev.trustedpublishing.integration.faults.run.FaultRun;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import dev.trustedpublishing.testkit.LeakScan;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle finds nothing in a good run, and finds each invariant that is broken on purpose. */
class OracleTest {
  private static final String SECOND = "pypi-second-token";
  private static final Instant EXPIRY = Instant.parse("2026-11-23T12:15:00Z");
  private static final Duration MINUTES = Duration.ofMinutes(2).plusSeconds(1);

  @TempDir public static Path folder;
  private static Capture capture;
  private static TestEnvironment environment;
  private static RunRecord good;

  @BeforeAll
  static void playOne() throws Exception {
    capture = Capture.start();
    environment = TestEnvironment.open(Files.createDirectory(folder.resolve("town")));
    good = FaultRun.play(RunPlan.clean(Registry.INDEX, RunPlan.Wire.PLAIN), environment);
  }

  @AfterAll
  static void stop() {
    environment.close();
    capture.close();
  }

  @ParameterizedTest
  @EnumSource(Registry.class)
  void runWithoutFaults_hasNoViolations(Registry registry) throws Exception {
    for (RunPlan.Ci ci : RunPlan.Ci.values()) {
      RunRecord observed =
          FaultRun.play(RunPlan.clean(ci, registry, RunPlan.Wire.TLS), environment);

      assertThat(Oracle.violations(observed)).isEmpty();
    }
    for (RunPlan.Wire wire : RunPlan.Wire.values()) {
      RunRecord observed = FaultRun.play(RunPlan.clean(registry, wire), environment);

      assertThat(Oracle.violations(observed)).isEmpty();
      assertThat(observed.report().isComplete()).isTrue();
      assertThat(observed.stored()).hasSize(2);
      assertThat(observed.secrets())
          .hasSize(4)
          .allSatisfy((kind, secrets) ->
              assertThat(secrets.isEmpty()).isEqualTo(kind == RunRecord.Kind.STORED_PASSWORD));
      assertThat(observed.output().get("stdout, stderr and the log")).contains("run.finished");
      assertThat(observed.output().get("thread names")).contains("trusted-publishing-audit");
      assertThat(Oracle.repeatable(observed, FaultRun.play(observed.plan(), environment)))
          .isEmpty();
    }
  }

  @Test
  void runPlan_sameSeed_isReproducible() {
    for (long seed = 1; seed <= 100; seed++) {
      assertThat(RunPlan.fromSeed(seed)).hasToString(RunPlan.fromSeed(seed).toString());
      assertThat(RunPlan.fromSeed(seed))
          .asString()
          .isNotEqualTo(RunPlan.fromSeed(seed + 1).toString());
    }
  }

  @FaultRow({"I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11"})
  static Stream<Arguments> broken() {
    return Stream.of(
        broken("I1", "reported are [", "an artifact is missing", s -> artifacts(s, List.of())),
        broken(
            "I1",
            "told twice",
            "an artifact ends twice",
            s -> events(s, published(0), published(0))),
        broken(
            "I1",
            "disagree about",
            "an event says something else",
            s -> events(s, failed(0, "rejected"))),
        broken(
            "I2",
            "was sent again after 0 looks that said \"absent\"",
            "sent twice",
            s -> requests(s, upload(0))),
        broken(
            "I2",
            "was sent again after 1 looks",
            "sent after one look only, and the index lags",
            s -> requests(s, answered(upload(0), 503), absent(), upload(0))),
        broken(
            "I2",
            "was sent again after 0 looks",
            "sent twice after a refusal",
            s -> requests(s, answered(upload(0), 403), upload(0))),
        broken(
            "I2",
            "was sent again after 0 looks",
            "sent again although it was found there after all",
            s -> requests(s, answered(upload(0), 403), absent(), present(0), upload(0))),
        broken(
            "I2",
            "accepted trusted_publishing_sample-1.0.0-1-py3-none-any.whl 2 times",
            "accepted twice",
            s -> requests(s, absent(), upload(0))),
        broken(
            "I3",
            "said to be published, and the registry holds other",
            "other content is there",
            s -> stored(s, "other")),
        broken("I3", "holds nothing", "nothing is there", s -> stored(s, null)),
        broken(
            "I3",
            "all files there: false",
            "a failure is kept back",
            s -> artifacts(s, List.of(notAttempted(0), notAttempted(1)))),
        broken("I4", "was replaced", "content was replaced", s -> before(s, "other")),
        broken(
            "I4",
            "would replace other content and was sent 2 times",
            "tried twice to replace content",
            s -> requests(before(s, "other"), upload(0))),
        broken(
            "I4",
            "would replace other content and was sent 2 times",
            "tried twice to replace content, and was refused the first time",
            s -> requests(refusedFirst(before(s, "other")), upload(0))),
        broken(
            "I5",
            "was sent to the exchange 2 times",
            "an identity token was sent twice",
            s -> requests(s, first(Call.EXCHANGE))),
        broken(
            "I6",
            "1 tokens were never told of, and 0 are said to be lost",
            "a token lives that nobody told of",
            s -> minted(s, living("pypi-still-alive"))),
        broken(
            "I6",
            "the events say [requested] of tokens, and the report says []",
            "the report is silent about a token",
            s -> revocations(s, List.of())),
        broken(
            "I6",
            "1 living tokens are said to be given back, of which the registry never heard",
            "the wrong one of two tokens was given back",
            s -> swapped(s)),
        broken(
            "I6",
            "token 1 expires at "
                + EXPIRY
                + ", and is said to be: expires "
                + EXPIRY.plusSeconds(1),
            "the report says another time",
            s -> ended(s, new Revocation.ExpiresAt(EXPIRY.plusSeconds(1)))),
        broken(
            "I6",
            "token 1 lives, and is said to be requested",
            "the registry carried out the request, and the token lives",
            s -> s.withMinted(List.of(living(apiToken())))),
        broken(
            "I6",
            "token 2 was in an answer that arrived, and nothing was said about it",
            "a token is taken for a lost one",
            s -> forgotten(s)),
        broken(
            "I6",
            "came, and",
            "one token was given back twice, and the other one never",
            s -> givenBackTwice(s)),
        broken(
            "I7", "found in stdout", "a token was printed", s -> output(s, "stdout", apiToken())),
        broken(
            "I7",
            "found in JSON lines",
            "a password form was logged",
            s ->
                output(
                    s,
                    "JSON lines",
                    Base64.getEncoder()
                        .encodeToString(
                            ("__token__:" + apiToken()).getBytes(StandardCharsets.UTF_8)))),
        broken(
            "I8",
            "API_TOKEN arrived at redirect-target",
            "a token arrived at a stranger",
            s -> requests(s, at("redirect-target", first(Call.UPLOAD)))),
        broken(
            "I8",
            "IDENTITY_TOKEN arrived at issuer",
            "an identity token went back",
            s -> requests(s, at("issuer", first(Call.EXCHANGE)))),
        broken(
            "I8",
            "a redirect to another origin was followed",
            "a redirect was followed",
            s -> requests(s, at("redirect-target", absent()))),
        broken(
            "I8",
            "STORED_PASSWORD arrived at registry UPLOAD",
            "a stored credential stands in for a refused identity",
            s -> s.withSecrets(Map.of(RunRecord.Kind.STORED_PASSWORD, Set.of(apiToken())))),
        broken(
            "I8",
            "a cookie was kept",
            "a cookie was kept",
            s ->
                requests(
                    s,
                    request("registry", Call.PRESENCE, "GET /simple/x HTTP/1.1\r\nCookie: a=b"))),
        broken(
            "I9",
            "it took PT30M1.001S, and may take PT30M1S",
            "it took too long",
            s -> cost(s, Duration.ofMinutes(30).plusMillis(1_001), List.of(), 0)),
        broken(
            "I9",
            "may take PT30M11S",
            "a revocation has 10 s and no more",
            s ->
                events(
                    cost(s, Duration.ofMinutes(30).plusSeconds(12), List.of(), 0),
                    revocation(Duration.ofSeconds(20)))),
        broken(
            "I9",
            "was asked for 5 times without an answer",
            "too many lookups",
            s ->
                fileAttempts(
                    s, Collections.nCopies(5, step(RunRecord.FileAttempt.Kind.LOOKUP_FAILED)))),
        broken(
            "I9",
            "was sent 6 times",
            "too many uploads",
            s ->
                fileAttempts(s, Collections.nCopies(6, step(RunRecord.FileAttempt.Kind.UPLOADED)))),
        broken(
            "I9",
            "longer than it may be: Answer[status=500, bytes=65537, cap=65536]",
            "a long error",
            s -> answers(s, new RunRecord.Answer(500, 65_537, 65_536))),
        broken(
            "I9",
            "a wait of PT2M1S",
            "a long wait",
            s -> cost(s, Duration.ZERO, List.of(MINUTES), 0)),
        broken(
            "I9",
            "an answer was read for 100000000 bytes",
            "a long answer",
            s -> cost(s, Duration.ZERO, List.of(), 100_000_000)),
        broken("I9", "attempt 6 at stage publish", "attempts", s -> events(s, attempt(6, true))),
        broken(
            "I9",
            "21 further attempts",
            "many retries",
            s -> events(s, Collections.nCopies(21, attempt(1, true)).toArray(AuditEvent[]::new))),
        broken("I10", "left: thread stray", "a thread is left", s -> leftovers(s, "thread stray")),
        broken(
            "I11",
            "the code is internal.bug",
            "a bug",
            s -> warning(s, problem(ErrorCode.INTERNAL_BUG, "Something broke.", "Report it."))),
        broken(
            "I11",
            "words that explain nothing: Broken pipe",
            "no words of our own",
            s -> warning(s, problem(ErrorCode.TEMPORARY_CONNECTION_LOST, "Broken pipe", "Again."))),
        broken(
            "I11",
            "words that explain nothing: It was java.io.IOException.",
            "the name of a class",
            s ->
                warning(
                    s,
                    problem(
                        ErrorCode.TEMPORARY_CONNECTION_LOST,
                        "It was java.io.IOException.",
                        "Again."))),
        broken(
            "I11",
            "is rejected without a reason",
            "no reason",
            s ->
                artifacts(
                    s,
                    List.of(
                        inState(0, ArtifactState.REJECTED), inState(1, ArtifactState.PUBLISHED)))));
  }

  /** The tokens that came are as many as those that went, and those that live as many as said. */
  @ParameterizedTest
  @MethodSource("miscounted")
  void tokenMismatch_withEqualCounts_isDetected(UnaryOperator<RunRecord> damage) {
    RunRecord observed = damage.apply(good);
    long alive = observed.minted().stream().filter(token -> !token.burned()).count();
    long unsettled =
        observed.report().revocations().stream()
            .filter(it -> it instanceof Revocation.ExpiresAt || it instanceof Revocation.Failed)
            .count();
    long lost = observed.report().warnings().size();

    assertThat(count(observed, AuditEvent.TokenExchanged.class))
        .isEqualTo(count(observed, AuditEvent.TokenRevoked.class))
        .isEqualTo(observed.report().revocations().size());
    assertThat(alive).isLessThanOrEqualTo(unsettled + lost);
    assertThat(TokenInvariants.violations(observed)).isNotEmpty();
  }

  static Stream<UnaryOperator<RunRecord>> miscounted() {
    return Stream.of(
        OracleTest::swapped,
        observed -> ended(observed, new Revocation.ExpiresAt(EXPIRY.plusSeconds(1))),
        OracleTest::forgotten,
        OracleTest::givenBackTwice);
  }

  static Stream<Arguments> broken_events() {
    return Stream.of(
        Arguments.of("at place", (UnaryOperator<RunRecord>) s -> events(s, attempt(1, false))),
        Arguments.of(
            "it does not begin and end once", (UnaryOperator<RunRecord>) s -> someEvents(s, 1, 0)),
        Arguments.of(
            "it does not begin and end once", (UnaryOperator<RunRecord>) s -> someEvents(s, 0, 1)),
        Arguments.of("were started, and", (UnaryOperator<RunRecord>) s -> events(s, published(0))),
        Arguments.of(
            "does not have a value in the enumeration",
            (UnaryOperator<RunRecord>) s -> events(s, failed(0, "lost in the post"))),
        Arguments.of(
            "JSON lines holds something else", (UnaryOperator<RunRecord>) s -> output(s, "a", "b")),
        Arguments.of(
            "chained JSON lines holds 0 lines",
            (UnaryOperator<RunRecord>) s -> output(s, "a", "b")),
        Arguments.of(
            "and the report something else",
            (UnaryOperator<RunRecord>)
                s -> artifacts(s, List.of(notAttempted(0), inState(1, ArtifactState.PUBLISHED)))));
  }

  @ParameterizedTest
  @MethodSource("broken_events")
  void wrongOrMissingEvent_isDetected(String words, UnaryOperator<RunRecord> damage) {
    assertThat(Oracle.violations(damage.apply(good)))
        .anySatisfy(violation -> assertThat(violation).startsWith("events: ").contains(words));
  }

  @ParameterizedTest
  @EnumSource(Registry.class)
  @FaultRow("X11")
  void lostExchangeResponse_singleIdentityToken_endsRun(Registry registry) throws Exception {
    for (RunPlan.Ci ci : List.of(RunPlan.Ci.GITLAB, RunPlan.Ci.FILE)) {
      RunRecord observed = FaultRun.play(lostAnswer(ci, registry), environment);

      assertThat(Oracle.violations(observed)).isEmpty();
      assertThat(observed.failure())
          .hasValueSatisfying(e ->
              assertThat(e)
                  .hasMessageContaining("exchange.identity-spent")
                  .hasMessageContaining("no response was received")
                  .hasMessageContaining("Restart the job"));
      assertThat(observed.requests()).filteredOn(v -> v.call() == Call.EXCHANGE).hasSize(1);
      assertThat(observed.requests()).noneMatch(request -> request.call() == Call.UPLOAD);
    }
  }

  @Test
  @FaultRow("X10")
  void lostExchangeResponse_renewableIdentityToken_isRetried() throws Exception {
    RunRecord observed = FaultRun.play(lostAnswer(RunPlan.Ci.GITHUB, Registry.PYPI), environment);

    assertThat(Oracle.violations(observed)).isEmpty();
    assertThat(observed.report().isComplete()).isTrue();
    assertThat(observed.requests()).filteredOn(v -> v.call() == Call.EXCHANGE).hasSize(2);
    assertThat(observed.requests()).filteredOn(v -> v.call() == Call.OBTAIN).hasSize(2);
  }

  private static RunPlan lostAnswer(RunPlan.Ci ci, Registry registry) {
    return RunPlan.clean(ci, registry, RunPlan.Wire.PLAIN)
        .with(
            new RunPlan.InjectedFault(
                Call.EXCHANGE,
                1,
                RunPlan.Persistence.TRANSIENT,
                RequestFaults.BY_NAME.get("answer lost")));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("broken")
  void brokenInvariant_isDetected(
      String invariant, String words, String name, UnaryOperator<RunRecord> damage) {
    assertThat(Oracle.violations(good)).isEmpty();

    assertThat(Oracle.violations(damage.apply(good)))
        .anySatisfy(
            violation -> assertThat(violation).startsWith(invariant + ": ").contains(words));
  }

  @Test
  @FaultRow("I9")
  void revocation_afterBudgetIsSpent_isAllowed() {
    RunRecord late = cost(good, Duration.ofMinutes(30).plusSeconds(4), List.of(), 0);

    assertThat(Oracle.violations(events(late, revocation(Duration.ofSeconds(3)))))
        .noneMatch(words -> words.contains("it took"));
  }

  @Test
  @FaultRow("I2")
  void notFoundStatus_withoutBody_countsAsAbsent() {
    ReceivedRequest stalled = saying("HTTP/1.1 404 Not Found\r\n\r\n");
    ReceivedRequest cut = saying("HTTP/1.1 404 Not");

    assertThat(Oracle.violations(requests(good, stalled, stalled, upload(0))))
        .noneMatch(words -> words.contains("was sent again"));
    assertThat(Oracle.violations(requests(good, cut, cut, upload(0))))
        .anyMatch(words -> words.contains("was sent again after 0 looks"));
  }

  @Test
  @FaultRow("I12")
  void differentEvents_sameSeed_areDetected() {
    assertThat(Oracle.repeatable(good, events(good, attempt(1, false))))
        .singleElement()
        .satisfies(words ->
            assertThat(words).contains("other events, from event").contains("nothing more"));
  }

  /** The description of a violation has everything that is needed to find its cause. */
  @Test
  void describe_containsWholeRunWithoutSecrets() {
    String description = good.describe();

    assertThat(description)
        .contains("seed 0", "registry=INDEX", "registry UPLOAD complete, carried out, HTTP 200")
        .contains("dev.trustedpublishing.run.finished", "a burned token");
    assertThat(
            LeakScan.forSecrets(good.secrets().values().stream().flatMap(Set::stream).toList())
                .find(description))
        .isEmpty();
  }

  private static Arguments broken(
      String invariant, String words, String name, UnaryOperator<RunRecord> damage) {
    return Arguments.of(invariant, words, name, damage);
  }

  private static RunRecord artifacts(RunRecord observed, List<ArtifactResult> artifacts) {
    PublishReport old = observed.report();
    return report(observed, artifacts, old.revocations(), old.warnings());
  }

  private static RunRecord revocations(RunRecord observed, List<Revocation> revocations) {
    PublishReport old = observed.report();
    return report(observed, old.artifacts(), revocations, old.warnings());
  }

  private static RunRecord warning(RunRecord observed, Problem problem) {
    PublishReport old = observed.report();
    return report(observed, old.artifacts(), old.revocations(), List.of(problem));
  }

  private static RunRecord report(
      RunRecord observed,
      List<ArtifactResult> artifacts,
      List<Revocation> revocations,
      List<Problem> warnings) {
    PublishReport old = observed.report();
    PublishReport changed =
        new PublishReport(
            old.runId(), old.target(), artifacts, revocations, warnings, old.duration());
    return observed.withReport(changed);
  }

  private static RunRecord events(RunRecord observed, AuditEvent... more) {
    List<AuditEntry> events = new ArrayList<>(observed.events());
    AuditEntry last = events.get(events.size() - 1);
    for (AuditEvent event : more) {
      events.add(new AuditEntry(last.runId(), 99, last.time(), last.ciRun(), event));
    }
    return observed.withEvents(events);
  }

  private static RunRecord requests(RunRecord observed, ReceivedRequest... more) {
    List<ReceivedRequest> requests = new ArrayList<>(observed.requests());
    requests.addAll(List.of(more));
    return observed.withRequests(requests);
  }

  private static RunRecord stored(RunRecord observed, String sha256) {
    Map<String, String> stored = new HashMap<>(observed.stored());
    stored.put(name(0), sha256);
    return observed.withStored(stored);
  }

  private static RunRecord before(RunRecord observed, String sha256) {
    List<RunRecord.PlannedFile> files = new ArrayList<>(observed.files());
    files.set(0, new RunRecord.PlannedFile(name(0), files.get(0).sha256(), Optional.of(sha256)));
    return observed.withFiles(files);
  }

  private static RunRecord minted(RunRecord observed, RunRecord.MintedToken token) {
    return observed.withMinted(List.of(token));
  }

  private static RunRecord.MintedToken living(String value) {
    return new RunRecord.MintedToken(value, false, EXPIRY);
  }

  /** Two tokens came; the second one was revoked instead of the first, and said to expire. */
  private static RunRecord swapped(RunRecord observed) {
    RunRecord two = second(observed, new Revocation.ExpiresAt(EXPIRY));
    List<ReceivedRequest> others =
        observed.requests().stream().filter(request -> request.call() != Call.REVOKE).toList();
    return two.withRequests(others)
        .withMinted(List.of(living(apiToken()), new RunRecord.MintedToken(SECOND, true, EXPIRY)));
  }

  /** A second token arrived and was not reported; a warning says that one was lost. */
  private static RunRecord forgotten(RunRecord observed) {
    ReceivedRequest arrived =
        new ReceivedRequest(
            "registry",
            Call.EXCHANGE,
            "POST /_/oidc/mint-token HTTP/1.1",
            "",
            true,
            true,
            200,
            SECOND,
            SECOND);
    Problem lost =
        problem(
            ErrorCode.TEMPORARY_CONNECTION_LOST,
            "The response to an exchange was lost, so an unknown API token may exist.",
            "Nothing.");
    return requests(warning(observed, lost), arrived)
        .withMinted(List.of(observed.minted().get(0), living(SECOND)));
  }

  private static RunRecord givenBackTwice(RunRecord observed) {
    Revocation end = observed.report().revocations().get(0);
    RunRecord two = events(observed, exchanged(SECOND), revoked(apiToken(), end));
    return revocations(two, List.of(end, end));
  }

  private static RunRecord second(RunRecord observed, Revocation end) {
    RunRecord two = events(observed, exchanged(SECOND), revoked(SECOND, end));
    return revocations(two, List.of(observed.report().revocations().get(0), end));
  }

  /** The only token of the run lives and ends otherwise. */
  private static RunRecord ended(RunRecord observed, Revocation end) {
    List<AuditEntry> entries =
        observed.events().stream()
            .map(entry ->
                entry.event() instanceof AuditEvent.TokenRevoked
                    ? new AuditEntry(
                        entry.runId(),
                        entry.sequence(),
                        entry.time(),
                        entry.ciRun(),
                        revoked(apiToken(), end))
                    : entry)
            .toList();
    return revocations(observed.withEvents(entries), List.of(end))
        .withMinted(List.of(living(apiToken())));
  }

  private static AuditEvent exchanged(String token) {
    return new AuditEvent.TokenExchanged(
        "everything",
        "https://registry.example",
        TokenInvariants.fingerprint(token, good.report().runId()),
        EXPIRY,
        Duration.ZERO);
  }

  private static AuditEvent revoked(String token, Revocation end) {
    boolean expires = end instanceof Revocation.ExpiresAt;
    return new AuditEvent.TokenRevoked(
        "everything",
        TokenInvariants.fingerprint(token, good.report().runId()),
        expires ? "expires" : "requested",
        expires ? Optional.of(((Revocation.ExpiresAt) end).time()) : Optional.empty(),
        Optional.empty(),
        Duration.ZERO);
  }

  private static long count(RunRecord observed, Class<? extends AuditEvent> type) {
    return observed.events().stream().map(AuditEntry::event).filter(type::isInstance).count();
  }

  private static RunRecord someEvents(RunRecord observed, int from, int fromEnd) {
    int end = observed.events().size() - fromEnd;
    return observed.withEvents(observed.events().subList(from, end));
  }

  private static RunRecord output(RunRecord observed, String place, String text) {
    return observed.withOutput(Map.of(place, "It is " + text + "."));
  }

  private static RunRecord cost(
      RunRecord observed, Duration time, List<Duration> waits, long answerBytes) {
    return observed.withCost(
        new RunRecord.Cost(time, Duration.ZERO, waits, List.of(), List.of(), answerBytes));
  }

  private static RunRecord fileAttempts(
      RunRecord observed, List<RunRecord.FileAttempt> fileAttempts) {
    return observed.withCost(
        new RunRecord.Cost(Duration.ZERO, Duration.ZERO, List.of(), fileAttempts, List.of(), 0));
  }

  private static RunRecord.FileAttempt step(RunRecord.FileAttempt.Kind kind) {
    return new RunRecord.FileAttempt(name(0), kind);
  }

  private static RunRecord answers(RunRecord observed, RunRecord.Answer answer) {
    return observed.withCost(
        new RunRecord.Cost(Duration.ZERO, Duration.ZERO, List.of(), List.of(), List.of(answer), 0));
  }

  private static RunRecord leftovers(RunRecord observed, String what) {
    return observed.withLeftovers(List.of(what));
  }

  private static ArtifactResult notAttempted(int number) {
    return inState(number, ArtifactState.NOT_ATTEMPTED);
  }

  private static ArtifactResult inState(int number, ArtifactState state) {
    ArtifactResult old = good.report().artifacts().get(number);
    return new ArtifactResult(
        old.artifact(), state, 1, old.duration(), old.page(), Optional.empty());
  }

  private static AuditEvent published(int number) {
    return new AuditEvent.ArtifactPublished(name(number), "0", 1, 1, Duration.ZERO);
  }

  private static AuditEvent failed(int number, String state) {
    return new AuditEvent.ArtifactFailed(
        name(number), state, Optional.of("publish.rejected"), Optional.empty(), 1, Duration.ZERO);
  }

  private static AuditEvent attempt(int number, boolean again) {
    return new AuditEvent.AttemptFailed(
        Stage.PUBLISH,
        name(0),
        number,
        "temporary.connection-lost",
        "It broke.",
        "AMBIGUOUS",
        Optional.empty(),
        again ? Optional.of(Duration.ZERO) : Optional.empty(),
        Duration.ZERO);
  }

  private static AuditEvent revocation(Duration next) {
    return new AuditEvent.AttemptFailed(
        Stage.REVOKE,
        "API token",
        1,
        "temporary.rate-limited",
        "It is busy.",
        "ANSWERED",
        Optional.empty(),
        Optional.of(next),
        Duration.ZERO);
  }

  private static ReceivedRequest saying(String answer) {
    ReceivedRequest request = absent();
    return new ReceivedRequest(
        request.origin(),
        request.call(),
        request.head(),
        "",
        true,
        true,
        0,
        answer,
        request.backendResponse());
  }

  private static ReceivedRequest upload(int number) {
    return good.requests().stream()
        .filter(request -> request.call() == Call.UPLOAD && request.body().contains(name(number)))
        .findFirst()
        .orElseThrow();
  }

  private static ReceivedRequest answered(ReceivedRequest request, int status) {
    return new ReceivedRequest(
        request.origin(),
        request.call(),
        request.head(),
        request.body(),
        true,
        false,
        status,
        "",
        "");
  }

  /** The same run, but its first upload was rejected. */
  private static RunRecord refusedFirst(RunRecord observed) {
    return observed.withRequests(
        observed.requests().stream()
            .map(request -> request.equals(upload(0)) ? answered(request, 403) : request)
            .toList());
  }

  private static ReceivedRequest present(int number) {
    ReceivedRequest request = absent();
    return new ReceivedRequest(
        request.origin(), request.call(), request.head(), "", true, true, 200, name(number), "");
  }

  private static ReceivedRequest first(Call call) {
    return good.requests().stream()
        .filter(request -> request.call() == call)
        .findFirst()
        .orElseThrow();
  }

  private static ReceivedRequest absent() {
    return request("registry", Call.PRESENCE, "GET /simple/x/ HTTP/1.1\r\n\r\n");
  }

  private static ReceivedRequest request(String origin, Call call, String head) {
    return new ReceivedRequest(origin, call, head, "", true, true, 404, "", "");
  }

  private static ReceivedRequest at(String origin, ReceivedRequest request) {
    return new ReceivedRequest(
        origin,
        request.call(),
        request.head(),
        request.body(),
        true,
        true,
        200,
        "",
        request.backendResponse());
  }

  private static String apiToken() {
    return good.minted().get(0).value();
  }

  private static String name(int number) {
    return good.files().get(number).name();
  }

  private static Problem problem(ErrorCode code, String what, String remedy) {
    return Problem.of(code, what).remedy(remedy);
  }
}
