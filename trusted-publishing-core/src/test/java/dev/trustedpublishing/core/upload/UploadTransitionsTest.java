package dev.trustedpublishing.core.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.core.FakeRegistry;
import dev.trustedpublishing.core.PublisherFixture;
import dev.trustedpublishing.core.retry.Failure;
import dev.trustedpublishing.core.upload.UploadTransitions.Action;
import dev.trustedpublishing.core.upload.UploadTransitions.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every transition of an upload, as drawn in {@code docs/architecture.md}. */
class UploadTransitionsTest {
  private static final Path DRAWING = Path.of("../docs/architecture.md");
  private static final Failure BUSY =
      Failure.of(
          PublisherFixture.refusal(Stage.PUBLISH, ErrorCode.TEMPORARY_REGISTRY_ERROR, 503)
              .retryCanHelp()
              .build());
  private static final Failure EXPIRED =
      failure(Stage.PUBLISH, ErrorCode.PUBLISH_TOKEN_EXPIRED).retryableAtOnce();

  private static final List<UploadState> STATES =
      List.of(
          new UploadState.NotStarted(),
          new UploadState.NotStored(),
          new UploadState.RejectedTemporarily(EXPIRED),
          new UploadState.MayHaveArrived(Optional.of(BUSY)),
          new UploadState.ResponseLost());

  private static final Map<String, Presence> PRESENCES = new LinkedHashMap<>();

  static {
    PRESENCES.put("the same bytes", new Presence.SameContent());
    PRESENCES.put("other bytes", new Presence.OtherContent("sha256:0123"));
    PRESENCES.put("absent", new Presence.Absent());
    PRESENCES.put("unknown", new Presence.Unknown("the index is down"));
  }

  @TempDir Path folder;
  private UploadTransitions usual;
  private UploadTransitions noOp;

  @BeforeEach
  void transitions() throws IOException {
    Path file = Files.writeString(folder.resolve("a.whl"), "content");
    FakeRegistry.File artifact = new FakeRegistry.File(ArtifactFile.read(file));
    usual = new UploadTransitions(artifact, false);
    noOp = new UploadTransitions(artifact, true);
  }

  @TestFactory
  Stream<DynamicTest> transitions_matchDocumentedTable() throws IOException {
    List<String> drawn =
        Files.readAllLines(DRAWING).stream()
            .dropWhile(line -> !line.startsWith("| event | `NotStarted`"))
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    List<String> actual = table();
    List<DynamicTest> tests = new ArrayList<>();
    for (String row : actual) {
      String event = row.split("\\|", -1)[1].strip();
      tests.add(
          DynamicTest.dynamicTest(
              event,
              () ->
                  assertThat(drawn)
                      .as("Draw the transitions as they are:\n%s", String.join("\n", actual))
                      .contains(row)));
    }
    tests.add(
        DynamicTest.dynamicTest("no other row", () -> assertThat(drawn).hasSameSizeAs(actual)));
    return tests.stream();
  }

  @Test
  void noTimeToWait_withoutReadableResponse_isUnknown() {
    Step step =
        usual.next(
            new UploadState.MayHaveArrived(Optional.empty()), new UploadEvent.NoTimeToWait());

    assertThat(step.state())
        .isInstanceOfSatisfying(
            UploadState.OutcomeUnknown.class,
            unknown ->
                assertThat(unknown.failure().code()).isEqualTo(ErrorCode.PUBLISH_OUTCOME_UNKNOWN));
  }

  @Test
  void noTimeToWait_afterResponse_isRejectedWithoutRetry() {
    Step step = usual.next(STATES.get(3), new UploadEvent.NoTimeToWait());

    assertThat(step.state()).isEqualTo(new UploadState.Rejected(BUSY.withoutRetry()));
  }

  @Test
  void gaveUp_inRejectedState_keepsStateAndAttempts() {
    Failure counted = failure(Stage.PUBLISH, ErrorCode.PUBLISH_CONFLICT);
    UploadEvent gaveUp = new UploadEvent.GaveUp(counted);

    assertThat(usual.next(new UploadState.Rejected(EXPIRED), gaveUp).state())
        .isEqualTo(new UploadState.Rejected(counted));
    assertThat(usual.next(new UploadState.OutcomeUnknown(EXPIRED), gaveUp).state())
        .isEqualTo(new UploadState.OutcomeUnknown(counted));
  }

  @Test
  void foundAtEnd_afterBug_keepsBug() {
    Failure bug = failure(Stage.PUBLISH, ErrorCode.INTERNAL_BUG);
    UploadEvent found = new UploadEvent.FoundAtEnd(new Presence.Absent(), bug);

    assertThat(usual.next(new UploadState.ResponseLost(), found).state())
        .isEqualTo(new UploadState.OutcomeUnknown(bug));
  }

  @Test
  void foundAtEnd_afterConflict_saysWhyContentIsUnknown() {
    Failure conflict =
        Failure.of(
            Problem.of(ErrorCode.PUBLISH_CONFLICT, "It exists.")
                .found("already exists")
                .remedy("Publish a new version.")
                .toException(Stage.PUBLISH));
    UploadEvent found =
        new UploadEvent.FoundAtEnd(new Presence.Unknown("the index returned HTTP 401"), conflict);

    assertThat(usual.next(new UploadState.NotStored(), found).state())
        .isInstanceOfSatisfying(
            UploadState.Rejected.class,
            rejected ->
                assertThat(rejected.failure().problem().found())
                    .hasValue(
                        "already exists; its content could not be compared: the index returned"
                            + " HTTP 401"));
  }

  private List<String> table() {
    List<String> rows = new ArrayList<>();
    rows.add(
        "| event | "
            + STATES.stream()
                .map(state -> "`" + name(state) + "`")
                .collect(Collectors.joining(" | "))
            + " |");
    rows.add("| --- |" + " --- |".repeat(STATES.size()));
    PRESENCES.forEach((found, presence) ->
        row(
            rows,
            usual,
            "before the upload: " + found,
            new UploadEvent.FoundBeforeUpload(presence)));
    row(rows, usual, "an attempt starts", new UploadEvent.AttemptStarted());
    row(
        rows,
        noOp,
        "an attempt starts, and the same bytes are a no-op",
        new UploadEvent.AttemptStarted());
    row(rows, usual, "accepted", new UploadEvent.Uploaded(Optional.empty()));
    row(rows, usual, "not sent", new UploadEvent.NotSent(BUSY));
    row(rows, usual, "no response", new UploadEvent.NoResponse(BUSY));
    row(rows, usual, "truncated response", new UploadEvent.TruncatedResponse(BUSY));
    row(rows, usual, "temporary error", new UploadEvent.TemporaryError(BUSY));
    row(rows, usual, "permanent rejection", new UploadEvent.PermanentRejection(EXPIRED));
    row(rows, usual, "temporary rejection", new UploadEvent.TemporaryRejection(EXPIRED));
    PRESENCES.forEach((found, presence) ->
        row(rows, usual, "before a retry: " + found, new UploadEvent.FoundBeforeRetry(presence)));
    PRESENCES.forEach((found, presence) ->
        row(rows, usual, "after the wait: " + found, new UploadEvent.FoundAfterWait(presence)));
    row(rows, usual, "no time to wait", new UploadEvent.NoTimeToWait());
    endings()
        .forEach((name, failure) ->
            row(rows, usual, "gave up: " + name, new UploadEvent.GaveUp(failure)));
    for (String ending : List.of("conflict", "other")) {
      PRESENCES.forEach((found, presence) ->
          row(
              rows,
              usual,
              "at the end, " + ending + ": " + found,
              new UploadEvent.FoundAtEnd(presence, endings().get(ending))));
    }
    return rows;
  }

  private static Map<String, Failure> endings() {
    Map<String, Failure> endings = new LinkedHashMap<>();
    endings.put("conflict", failure(Stage.PUBLISH, ErrorCode.PUBLISH_CONFLICT));
    endings.put("outcome unknown", failure(Stage.PUBLISH, ErrorCode.PUBLISH_OUTCOME_UNKNOWN));
    endings.put("interrupted", failure(Stage.PUBLISH, ErrorCode.TEMPORARY_INTERRUPTED));
    endings.put("no API token", failure(Stage.EXCHANGE, ErrorCode.EXCHANGE_REJECTED));
    endings.put("other", BUSY);
    return endings;
  }

  private static void row(
      List<String> rows, UploadTransitions transitions, String name, UploadEvent event) {
    rows.add(
        "| "
            + name
            + " | "
            + STATES.stream()
                .map(state -> isPossible(state, event) ? cell(transitions.next(state, event)) : "-")
                .collect(Collectors.joining(" | "))
            + " |");
  }

  private static boolean isPossible(UploadState state, UploadEvent event) {
    if (event instanceof UploadEvent.FoundBeforeUpload) {
      return state instanceof UploadState.NotStarted;
    }
    if (event instanceof UploadEvent.FoundBeforeRetry) {
      return state instanceof UploadState.RejectedTemporarily
          || state instanceof UploadState.InDoubt;
    }
    if (event instanceof UploadEvent.FoundAfterWait || event instanceof UploadEvent.NoTimeToWait) {
      return state instanceof UploadState.InDoubt;
    }
    boolean afterOther =
        event instanceof UploadEvent.FoundAtEnd found
            && !found.failure().is(ErrorCode.PUBLISH_CONFLICT);
    return !afterOther || state instanceof UploadState.InDoubt;
  }

  private static String cell(Step step) {
    assertThat(step.action() == Action.STOP).isEqualTo(step.state() instanceof UploadState.Final);
    String state = "`" + name(step.state()) + "`";
    return step.action() == Action.STOP
        ? state
        : state + ", " + step.action().name().toLowerCase(Locale.ROOT);
  }

  private static String name(UploadState state) {
    return state.getClass().getSimpleName();
  }

  private static Failure failure(Stage stage, ErrorCode code) {
    return Failure.of(PublisherFixture.refusal(stage, code, 400).build());
  }
}
