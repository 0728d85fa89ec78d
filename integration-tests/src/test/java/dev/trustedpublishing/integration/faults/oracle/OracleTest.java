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
import dev.trustedpublishing.integration.faults.injection.RequestFault;
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

/** The oracle finds nothing in what went well, and every invariant that somebody broke. */
class OracleTest {
  private static final String SECOND = "pypi-second-token";
  private static final Instant EXPIRY = Instant.parse("2026-11-23T12:15:00Z");
  private static final Duration MINUTES = Duration.ofMinutes(2).plusSeconds(1);

  @TempDir public static Path folder;
  private static Capture capture;
  private static TestEnvironment town;
  private static RunRecord good;

  @BeforeAll
  static void playOne() throws Exception {
    capture = Capture.start();
    town = TestEnvironment.open(Files.createDirectory(folder.resolve("town")));
    good = FaultRun.play(RunPlan.clean(Registry.INDEX, RunPlan.Wire.PLAIN), town);
  }

  @AfterAll
  static void stop() {
    town.close();
    capture.close();
  }

  @ParameterizedTest
  @EnumSource(Registry.class)
  void a_run_without_faults_publishes_and_breaks_nothing(Registry registry) throws Exception {
    for (RunPlan.Ci ci : RunPlan.Ci.values()) {
      RunRecord story = FaultRun.play(RunPlan.clean(ci, registry, RunPlan.Wire.TLS), town);

      assertThat(Oracle.violations(story)).isEmpty();
    }
    for (RunPlan.Wire wire : RunPlan.Wire.values()) {
      RunRecord story = FaultRun.play(RunPlan.clean(registry, wire), town);

      assertThat(Oracle.violations(story)).isEmpty();
      assertThat(story.report().isComplete()).isTrue();
      assertThat(story.stored()).hasSize(2);
      assertThat(story.secrets())
          .hasSize(4)
          .allSatisfy((kind, secrets) ->
              assertThat(secrets.isEmpty()).isEqualTo(kind == RunRecord.Kind.STORED_PASSWORD));
      assertThat(story.output().get("stdout, stderr and the log")).contains("run.finished");
      assertThat(story.output().get("thread names")).contains("trusted-publishing-audit");
      assertThat(Oracle.repeatable(story, FaultRun.play(story.plan(), town))).isEmpty();
    }
  }

  @Test
  void a_plan_follows_from_its_seed() {
    for (long seed = 1; seed <= 100; seed++) {
      assertThat(RunPlan.drawn(seed)).hasToString(RunPlan.drawn(seed).toString());
      assertThat(RunPlan.drawn(seed)).asString().isNotEqualTo(RunPlan.drawn(seed + 1).toString());
    }
  }

  public static Stream<Arguments> broken() {
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
            s -> visits(s, upload(0))),
        broken(
            "I2",
            "was sent again after 1 looks",
            "sent after one look only, and the index lags",
            s -> visits(s, answered(upload(0), 503), absent(), upload(0))),
        broken(
            "I2",
            "was sent again after 0 looks",
            "sent twice after a refusal",
            s -> visits(s, answered(upload(0), 403), upload(0))),
        broken(
            "I2",
            "was sent again after 0 looks",
            "sent again although it was found there after all",
            s -> visits(s, answered(upload(0), 403), absent(), present(0), upload(0))),
        broken(
            "I2",
            "accepted trusted_publishing_sample-1.0.0-1-py3-none-any.whl 2 times",
            "accepted twice",
            s -> visits(s, absent(), upload(0))),
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
            s -> visits(before(s, "other"), upload(0))),
        broken(
            "I4",
            "would replace other content and was sent 2 times",
            "tried twice to replace content, and was refused the first time",
            s -> visits(refusedFirst(before(s, "other")), upload(0))),
        broken(
            "I5",
            "was sent to the exchange 2 times",
            "an identity token was sent twice",
            s -> visits(s, first(Call.EXCHANGE))),
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
            "API_TOKEN arrived at elsewhere",
            "a token arrived at a stranger",
            s -> visits(s, at("elsewhere", first(Call.UPLOAD)))),
        broken(
            "I8",
            "IDENTITY_TOKEN arrived at issuer",
            "an identity token went back",
            s -> visits(s, at("issuer", first(Call.EXCHANGE)))),
        broken(
            "I8",
            "a redirect to another origin was followed",
            "a redirect was followed",
            s -> visits(s, at("elsewhere", absent()))),
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
                visits(
                    s, visit("registry", Call.PRESENCE, "GET /simple/x HTTP/1.1\r\nCookie: a=b"))),
        broken(
            "I9",
            "it took PT30M1.001S, and may take PT30M1S",
            "it took too long",
            s -> spent(s, Duration.ofMinutes(30).plusMillis(1_001), List.of(), 0)),
        broken(
            "I9",
            "may take PT30M11S",
            "a revocation has 10 s and no more",
            s ->
                events(
                    spent(s, Duration.ofMinutes(30).plusSeconds(12), List.of(), 0),
                    revocation(Duration.ofSeconds(20)))),
        broken(
            "I9",
            "was asked for 5 times without an answer",
            "too many lookups",
            s -> steps(s, Collections.nCopies(5, step(RunRecord.Step.Kind.ASKED_IN_VAIN)))),
        broken(
            "I9",
            "was sent 6 times",
            "too many uploads",
            s -> steps(s, Collections.nCopies(6, step(RunRecord.Step.Kind.SENT)))),
        broken(
            "I9",
            "longer than it may be: Answer[status=500, bytes=65537, cap=65536]",
            "a long error",
            s -> answers(s, new RunRecord.Answer(500, 65_537, 65_536))),
        broken(
            "I9",
            "a wait of PT2M1S",
            "a long wait",
            s -> spent(s, Duration.ZERO, List.of(MINUTES), 0)),
        broken(
            "I9",
            "an answer was read for 100000000 bytes",
            "a long answer",
            s -> spent(s, Duration.ZERO, List.of(), 100_000_000)),
        broken("I9", "attempt 6 at stage publish", "attempts", s -> events(s, attempt(6, true))),
        broken(
            "I9",
            "21 further attempts",
            "many retries",
            s -> events(s, Collections.nCopies(21, attempt(1, true)).toArray(AuditEvent[]::new))),
        broken("I10", "left: thread stray", "a thread is left", s -> left(s, "thread stray")),
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
  void what_can_only_be_found_token_by_token(UnaryOperator<RunRecord> damage) {
    RunRecord story = damage.apply(good);
    long alive = story.minted().stream().filter(token -> !token.burned()).count();
    long unsettled =
        story.report().revocations().stream()
            .filter(it -> it instanceof Revocation.ExpiresAt || it instanceof Revocation.Failed)
            .count();
    long lost = story.report().warnings().size();

    assertThat(count(story, AuditEvent.TokenExchanged.class))
        .isEqualTo(count(story, AuditEvent.TokenRevoked.class))
        .isEqualTo(story.report().revocations().size());
    assertThat(alive).isLessThanOrEqualTo(unsettled + lost);
    assertThat(TokenInvariants.violations(story)).isNotEmpty();
  }

  static Stream<UnaryOperator<RunRecord>> miscounted() {
    return Stream.of(
        OracleTest::swapped,
        story -> ended(story, new Revocation.ExpiresAt(EXPIRY.plusSeconds(1))),
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
  void an_event_that_is_wrong_or_missing_is_found(String words, UnaryOperator<RunRecord> damage) {
    assertThat(Oracle.violations(damage.apply(good)))
        .anySatisfy(violation -> assertThat(violation).startsWith("events: ").contains(words));
  }

  @ParameterizedTest
  @EnumSource(Registry.class)
  @FaultRow("X11")
  void a_lost_answer_ends_the_exchange_where_there_is_one_identity_token_only(Registry registry)
      throws Exception {
    for (RunPlan.Ci ci : List.of(RunPlan.Ci.GITLAB, RunPlan.Ci.FILE)) {
      RunRecord story = FaultRun.play(lostAnswer(ci, registry), town);

      assertThat(Oracle.violations(story)).isEmpty();
      assertThat(story.failure())
          .hasValueSatisfying(e ->
              assertThat(e)
                  .hasMessageContaining("exchange.identity-spent")
                  .hasMessageContaining("its answer did not arrive")
                  .hasMessageContaining("Start the job again"));
      assertThat(story.visits()).filteredOn(v -> v.call() == Call.EXCHANGE).hasSize(1);
      assertThat(story.visits()).noneMatch(visit -> visit.call() == Call.UPLOAD);
    }
  }

  @Test
  @FaultRow("X10")
  void a_lost_answer_costs_a_second_identity_token_where_there_is_one() throws Exception {
    RunRecord story = FaultRun.play(lostAnswer(RunPlan.Ci.GITHUB, Registry.PYPI), town);

    assertThat(Oracle.violations(story)).isEmpty();
    assertThat(story.report().isComplete()).isTrue();
    assertThat(story.visits()).filteredOn(v -> v.call() == Call.EXCHANGE).hasSize(2);
    assertThat(story.visits()).filteredOn(v -> v.call() == Call.OBTAIN).hasSize(2);
  }

  private static RunPlan lostAnswer(RunPlan.Ci ci, Registry registry) {
    return RunPlan.clean(ci, registry, RunPlan.Wire.PLAIN)
        .with(
            new RunPlan.Injected(
                Call.EXCHANGE, 1, RunPlan.Healing.HEALS, RequestFault.BY_NAME.get("answer lost")));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("broken")
  void a_broken_invariant_is_found(
      String invariant, String words, String name, UnaryOperator<RunRecord> damage) {
    assertThat(Oracle.violations(good)).isEmpty();

    assertThat(Oracle.violations(damage.apply(good)))
        .anySatisfy(
            violation -> assertThat(violation).startsWith(invariant + ": ").contains(words));
  }

  @Test
  void I9_a_token_is_given_back_also_when_the_budget_is_used_up() {
    RunRecord late = spent(good, Duration.ofMinutes(30).plusSeconds(4), List.of(), 0);

    assertThat(Oracle.violations(events(late, revocation(Duration.ofSeconds(3)))))
        .noneMatch(words -> words.contains("it took"));
  }

  @Test
  void I2_the_status_says_absent_where_the_body_is_lost() {
    ReceivedRequest stalled = saying("HTTP/1.1 404 Not Found\r\n\r\n");
    ReceivedRequest cut = saying("HTTP/1.1 404 Not");

    assertThat(Oracle.violations(visits(good, stalled, stalled, upload(0))))
        .noneMatch(words -> words.contains("was sent again"));
    assertThat(Oracle.violations(visits(good, cut, cut, upload(0))))
        .anyMatch(words -> words.contains("was sent again after 0 looks"));
  }

  @Test
  void I12_another_story_of_the_same_seed_is_found() {
    assertThat(Oracle.repeatable(good, events(good, attempt(1, false))))
        .singleElement()
        .satisfies(
            words -> assertThat(words).contains("another story at event").contains("nothing more"));
  }

  /** The story of a violation says everything that is needed to look for its cause. */
  @Test
  void a_story_is_told_whole_and_without_secrets() {
    String told = good.tell();

    assertThat(told)
        .contains("seed 0", "registry=INDEX", "registry UPLOAD complete, carried out, HTTP 200")
        .contains("dev.trustedpublishing.run.finished", "a burned token");
    assertThat(
            LeakScan.forSecrets(good.secrets().values().stream().flatMap(Set::stream).toList())
                .find(told))
        .isEmpty();
  }

  private static Arguments broken(
      String invariant, String words, String name, UnaryOperator<RunRecord> damage) {
    return Arguments.of(invariant, words, name, damage);
  }

  private static RunRecord artifacts(RunRecord story, List<ArtifactResult> artifacts) {
    PublishReport old = story.report();
    return report(story, artifacts, old.revocations(), old.warnings());
  }

  private static RunRecord revocations(RunRecord story, List<Revocation> revocations) {
    PublishReport old = story.report();
    return report(story, old.artifacts(), revocations, old.warnings());
  }

  private static RunRecord warning(RunRecord story, Problem problem) {
    PublishReport old = story.report();
    return report(story, old.artifacts(), old.revocations(), List.of(problem));
  }

  private static RunRecord report(
      RunRecord story,
      List<ArtifactResult> artifacts,
      List<Revocation> revocations,
      List<Problem> warnings) {
    PublishReport old = story.report();
    PublishReport changed =
        new PublishReport(
            old.runId(), old.target(), artifacts, revocations, warnings, old.duration());
    return story.withReport(changed);
  }

  private static RunRecord events(RunRecord story, AuditEvent... more) {
    List<AuditEntry> events = new ArrayList<>(story.events());
    AuditEntry last = events.get(events.size() - 1);
    for (AuditEvent event : more) {
      events.add(new AuditEntry(last.runId(), 99, last.time(), last.ciRun(), event));
    }
    return story.withEvents(events);
  }

  private static RunRecord visits(RunRecord story, ReceivedRequest... more) {
    List<ReceivedRequest> visits = new ArrayList<>(story.visits());
    visits.addAll(List.of(more));
    return story.withVisits(visits);
  }

  private static RunRecord stored(RunRecord story, String sha256) {
    Map<String, String> stored = new HashMap<>(story.stored());
    stored.put(name(0), sha256);
    return story.withStored(stored);
  }

  private static RunRecord before(RunRecord story, String sha256) {
    List<RunRecord.PlannedFile> files = new ArrayList<>(story.files());
    files.set(0, new RunRecord.PlannedFile(name(0), files.get(0).sha256(), Optional.of(sha256)));
    return story.withFiles(files);
  }

  private static RunRecord minted(RunRecord story, RunRecord.Minted token) {
    return story.withMinted(List.of(token));
  }

  private static RunRecord.Minted living(String value) {
    return new RunRecord.Minted(value, false, EXPIRY);
  }

  /** Two tokens came; the second one was given back instead of the first, and said to expire. */
  private static RunRecord swapped(RunRecord story) {
    RunRecord two = second(story, new Revocation.ExpiresAt(EXPIRY));
    List<ReceivedRequest> others =
        story.visits().stream().filter(visit -> visit.call() != Call.REVOKE).toList();
    return two.withVisits(others)
        .withMinted(List.of(living(apiToken()), new RunRecord.Minted(SECOND, true, EXPIRY)));
  }

  /** A second token arrived and was not told of; a warning says that one was lost. */
  private static RunRecord forgotten(RunRecord story) {
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
            "The answer to an exchange was lost, so one API token of unknown value may exist.",
            "Nothing.");
    return visits(warning(story, lost), arrived)
        .withMinted(List.of(story.minted().get(0), living(SECOND)));
  }

  private static RunRecord givenBackTwice(RunRecord story) {
    Revocation end = story.report().revocations().get(0);
    RunRecord two = events(story, exchanged(SECOND), revoked(apiToken(), end));
    return revocations(two, List.of(end, end));
  }

  private static RunRecord second(RunRecord story, Revocation end) {
    RunRecord two = events(story, exchanged(SECOND), revoked(SECOND, end));
    return revocations(two, List.of(story.report().revocations().get(0), end));
  }

  /** The only token of the story lives and ends otherwise. */
  private static RunRecord ended(RunRecord story, Revocation end) {
    List<AuditEntry> entries =
        story.events().stream()
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
    return revocations(story.withEvents(entries), List.of(end))
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

  private static long count(RunRecord story, Class<? extends AuditEvent> type) {
    return story.events().stream().map(AuditEntry::event).filter(type::isInstance).count();
  }

  private static RunRecord someEvents(RunRecord story, int from, int fromEnd) {
    int end = story.events().size() - fromEnd;
    return story.withEvents(story.events().subList(from, end));
  }

  private static RunRecord output(RunRecord story, String place, String text) {
    return story.withOutput(Map.of(place, "It is " + text + "."));
  }

  private static RunRecord spent(
      RunRecord story, Duration time, List<Duration> waits, long answerBytes) {
    return story.withSpent(
        new RunRecord.Spent(time, Duration.ZERO, waits, List.of(), List.of(), answerBytes));
  }

  private static RunRecord steps(RunRecord story, List<RunRecord.Step> steps) {
    return story.withSpent(
        new RunRecord.Spent(Duration.ZERO, Duration.ZERO, List.of(), steps, List.of(), 0));
  }

  private static RunRecord.Step step(RunRecord.Step.Kind kind) {
    return new RunRecord.Step(name(0), kind);
  }

  private static RunRecord answers(RunRecord story, RunRecord.Answer answer) {
    return story.withSpent(
        new RunRecord.Spent(
            Duration.ZERO, Duration.ZERO, List.of(), List.of(), List.of(answer), 0));
  }

  private static RunRecord left(RunRecord story, String what) {
    return story.withLeft(List.of(what));
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
    ReceivedRequest visit = absent();
    return new ReceivedRequest(
        visit.origin(), visit.call(), visit.head(), "", true, true, 0, answer, visit.real());
  }

  private static ReceivedRequest upload(int number) {
    return good.visits().stream()
        .filter(visit -> visit.call() == Call.UPLOAD && visit.body().contains(name(number)))
        .findFirst()
        .orElseThrow();
  }

  private static ReceivedRequest answered(ReceivedRequest visit, int status) {
    return new ReceivedRequest(
        visit.origin(), visit.call(), visit.head(), visit.body(), true, false, status, "", "");
  }

  /** As the story, but its first upload was refused. */
  private static RunRecord refusedFirst(RunRecord story) {
    return story.withVisits(
        story.visits().stream()
            .map(visit -> visit.equals(upload(0)) ? answered(visit, 403) : visit)
            .toList());
  }

  private static ReceivedRequest present(int number) {
    ReceivedRequest visit = absent();
    return new ReceivedRequest(
        visit.origin(), visit.call(), visit.head(), "", true, true, 200, name(number), "");
  }

  private static ReceivedRequest first(Call call) {
    return good.visits().stream().filter(visit -> visit.call() == call).findFirst().orElseThrow();
  }

  private static ReceivedRequest absent() {
    return visit("registry", Call.PRESENCE, "GET /simple/x/ HTTP/1.1\r\n\r\n");
  }

  private static ReceivedRequest visit(String origin, Call call, String head) {
    return new ReceivedRequest(origin, call, head, "", true, true, 404, "", "");
  }

  private static ReceivedRequest at(String origin, ReceivedRequest visit) {
    return new ReceivedRequest(
        origin, visit.call(), visit.head(), visit.body(), true, true, 200, "", visit.real());
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
