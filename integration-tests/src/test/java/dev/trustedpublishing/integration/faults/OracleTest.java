package dev.trustedpublishing.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.repository.Revocation;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.ArtifactResult;
import dev.trustedpublishing.core.ArtifactState;
import dev.trustedpublishing.core.PublishReport;
import dev.trustedpublishing.testkit.LeakScan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final Duration MINUTES = Duration.ofMinutes(2).plusSeconds(1);

  @TempDir static Path folder;
  private static Capture capture;
  private static Town town;
  private static Story good;

  @BeforeAll
  static void playOne() throws Exception {
    capture = Capture.start();
    town = Town.open(Files.createDirectory(folder.resolve("town")));
    good = FaultRun.play(Plan.clean(Registry.INDEX, Plan.Wire.PLAIN), town);
  }

  @AfterAll
  static void stop() {
    town.close();
    capture.close();
  }

  @ParameterizedTest
  @EnumSource(Registry.class)
  void a_run_without_faults_publishes_and_breaks_nothing(Registry registry) throws Exception {
    for (Plan.Wire wire : Plan.Wire.values()) {
      Story story = FaultRun.play(Plan.clean(registry, wire), town);

      assertThat(Oracle.violations(story)).isEmpty();
      assertThat(story.report().isComplete()).isTrue();
      assertThat(story.stored()).hasSize(2);
      assertThat(story.secrets())
          .hasSize(4)
          .allSatisfy((kind, secrets) ->
              assertThat(secrets.isEmpty()).isEqualTo(kind == Story.Kind.STORED_PASSWORD));
      assertThat(story.output().get("stdout, stderr and the log")).contains("run.finished");
      assertThat(story.output().get("thread names")).contains("trusted-publishing-audit");
      assertThat(Oracle.repeatable(story, FaultRun.play(story.plan(), town))).isEmpty();
    }
  }

  @Test
  void a_plan_follows_from_its_seed() {
    for (long seed = 1; seed <= 100; seed++) {
      assertThat(Plan.drawn(seed)).hasToString(Plan.drawn(seed).toString());
      assertThat(Plan.drawn(seed)).asString().isNotEqualTo(Plan.drawn(seed + 1).toString());
    }
  }

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
        broken("I2", "sent again without a look", "sent twice", s -> visits(s, upload(0))),
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
            "I5",
            "was sent to the exchange 2 times",
            "an identity token was sent twice",
            s -> visits(s, first(Call.EXCHANGE))),
        broken(
            "I6",
            "1 tokens live on, and the report accounts for 0",
            "a token lives",
            s -> minted(s, new Story.Minted("pypi-still-alive", false))),
        broken(
            "I6",
            "1 tokens came, 1 went, and the report knows of 0",
            "the report is silent about a token",
            s -> revocations(s, List.of())),
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
            s -> s.withSecrets(Map.of(Story.Kind.STORED_PASSWORD, Set.of(apiToken())))),
        broken(
            "I8",
            "a cookie was kept",
            "a cookie was kept",
            s ->
                visits(
                    s, visit("registry", Call.PRESENCE, "GET /simple/x HTTP/1.1\r\nCookie: a=b"))),
        broken(
            "I9",
            "it took PT1H",
            "it took too long",
            s -> spent(s, Duration.ofHours(1), List.of(), 0)),
        broken(
            "I9",
            "a wait of PT2M1S",
            "a long wait",
            s -> spent(s, Duration.ZERO, List.of(MINUTES), 0)),
        broken(
            "I9",
            "the waits are PT40M in all",
            "many waits",
            s -> spent(s, Duration.ZERO, Collections.nCopies(20, Duration.ofMinutes(2)), 0)),
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

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("broken")
  void a_broken_invariant_is_found(
      String invariant, String words, String name, UnaryOperator<Story> damage) {
    assertThat(Oracle.violations(good)).isEmpty();

    assertThat(Oracle.violations(damage.apply(good)))
        .anySatisfy(
            violation -> assertThat(violation).startsWith(invariant + ": ").contains(words));
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
      String invariant, String words, String name, UnaryOperator<Story> damage) {
    return Arguments.of(invariant, words, name, damage);
  }

  private static Story artifacts(Story story, List<ArtifactResult> artifacts) {
    PublishReport old = story.report();
    return report(story, artifacts, old.revocations(), old.warnings());
  }

  private static Story revocations(Story story, List<Revocation> revocations) {
    PublishReport old = story.report();
    return report(story, old.artifacts(), revocations, old.warnings());
  }

  private static Story warning(Story story, Problem problem) {
    PublishReport old = story.report();
    return report(story, old.artifacts(), old.revocations(), List.of(problem));
  }

  private static Story report(
      Story story,
      List<ArtifactResult> artifacts,
      List<Revocation> revocations,
      List<Problem> warnings) {
    PublishReport old = story.report();
    PublishReport changed =
        new PublishReport(
            old.runId(), old.target(), artifacts, revocations, warnings, old.duration());
    return story.withReport(changed);
  }

  private static Story events(Story story, AuditEvent... more) {
    List<AuditEntry> events = new ArrayList<>(story.events());
    AuditEntry last = events.get(events.size() - 1);
    for (AuditEvent event : more) {
      events.add(new AuditEntry(last.runId(), 99, last.time(), last.ciRun(), event));
    }
    return story.withEvents(events);
  }

  private static Story visits(Story story, Visit... more) {
    List<Visit> visits = new ArrayList<>(story.visits());
    visits.addAll(List.of(more));
    return story.withVisits(visits);
  }

  private static Story stored(Story story, String sha256) {
    Map<String, String> stored = new HashMap<>(story.stored());
    stored.put(name(0), sha256);
    return story.withStored(stored);
  }

  private static Story before(Story story, String sha256) {
    List<Story.PlannedFile> files = new ArrayList<>(story.files());
    files.set(0, new Story.PlannedFile(name(0), files.get(0).sha256(), Optional.of(sha256)));
    return story.withFiles(files);
  }

  private static Story minted(Story story, Story.Minted token) {
    return story.withMinted(List.of(token));
  }

  private static Story output(Story story, String place, String text) {
    return story.withOutput(Map.of(place, "It is " + text + "."));
  }

  private static Story spent(Story story, Duration time, List<Duration> waits, long answerBytes) {
    return story.withSpent(new Story.Spent(time, story.spent().limit(), waits, answerBytes));
  }

  private static Story left(Story story, String what) {
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

  private static Visit upload(int number) {
    return good.visits().stream()
        .filter(visit -> visit.call() == Call.UPLOAD && visit.body().contains(name(number)))
        .findFirst()
        .orElseThrow();
  }

  private static Visit first(Call call) {
    return good.visits().stream().filter(visit -> visit.call() == call).findFirst().orElseThrow();
  }

  private static Visit absent() {
    return visit("registry", Call.PRESENCE, "GET /simple/x/ HTTP/1.1\r\n\r\n");
  }

  private static Visit visit(String origin, Call call, String head) {
    return new Visit(origin, call, head, "", true, true, 404, "", "");
  }

  private static Visit at(String origin, Visit visit) {
    return new Visit(
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
