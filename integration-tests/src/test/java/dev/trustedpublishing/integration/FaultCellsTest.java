package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.repository.Revocation;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.PublishFailedException;
import dev.trustedpublishing.core.PublishReport;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.transport.ApacheHttpTransport;
import dev.trustedpublishing.core.transport.TransportSettings;
import dev.trustedpublishing.integration.FaultyFront.Call;
import dev.trustedpublishing.integration.FaultyFront.Fault;
import dev.trustedpublishing.provider.github.GitHubActions;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.pypi.MintedToken;
import dev.trustedpublishing.testkit.pypi.UploadedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The T rows of docs/fault-matrix.md that have to do with answers, for each call that a row is
 * marked for (a cell), through the whole pipeline: the fault happens once, the attempt is judged,
 * and the run goes on to its end.
 */
@Timeout(60)
class FaultCellsTest {
  private static final String LOST = "temporary.connection-lost";
  private static final String UNEXPECTED = "temporary.unexpected-answer";
  private static final String TIMEOUT = "temporary.timeout";

  private static ApacheHttpTransport patient;

  /** For the one call that is to time out; a busy machine may be slow with the others. */
  private static ApacheHttpTransport impatient;

  @TempDir Path folder;
  private final List<AuditEntry> trail = Collections.synchronizedList(new ArrayList<>());
  private Sandbox sandbox;
  private List<Path> files;

  @BeforeAll
  static void open() {
    Duration scaled = Duration.ofSeconds(3);
    patient = ApacheHttpTransport.create(TransportSettings.of("test"));
    impatient =
        ApacheHttpTransport.create(
            TransportSettings.of("test")
                .withCall(scaled)
                .withUploadAnswer(scaled)
                .withUploadAnswerBody(scaled));
  }

  @AfterAll
  static void close() {
    patient.close();
    impatient.close();
  }

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().start();
    files = SampleDistribution.FLIT.copyTo(folder);
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
  }

  /** What one attempt must become: a code and an outcome. */
  private record Verdict(String code, String outcome) {}

  private static final Fault PORTAL =
      (c, up) -> c.say(answer("200 OK", "Content-Type: text/html\r\n", "<html>Log in!</html>"));
  private static final Fault BROKEN_PAGE =
      (c, up) -> c.say(answer("200 OK", "Content-Type: application/json\r\n", "<html>Log in!"));
  private static final Fault RESET = (c, up) -> c.reset();
  private static final Fault HALF_A_HEAD = (c, up) -> c.say("HTTP/1.1 200 OK\r\nContent-Le");
  private static final Fault NINE_HINTS =
      (c, up) -> c.say("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(9));
  private static final Fault EIGHT_HINTS =
      (c, up) -> c.say("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(8)).say(up.answer());
  private static final Fault SILENCE = (c, up) -> c.stayOpen();
  private static final Fault DRIP =
      (c, up) -> c.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{").stayOpen();
  private static final Fault TWO_LENGTHS =
      (c, up) -> c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}}");
  private static final Fault LONG_HEAD =
      (c, up) -> c.say("HTTP/1.1 200 OK\r\n" + "X-Long: y\r\n".repeat(100_000) + "\r\n");
  private static final Fault PACKED =
      (c, up) -> c.say(answer("503 No", "Content-Encoding: gzip\r\n", "\u001f\u008b\b\0 packed"));
  private static final Fault SLICES =
      (c, up) -> c.slice(new String(up.answer(), StandardCharsets.ISO_8859_1), 1);

  static Stream<Arguments> passing() {
    return Stream.of(
            cells("T07 a page in place of an answer,", PORTAL, UNEXPECTED, "AXR"),
            cells("T13 reset after the last byte,", RESET, LOST, "XU"),
            cells("T14 half a head,", HALF_A_HEAD, UNEXPECTED, "OAXPUR"),
            cells("T16 nine interim answers,", NINE_HINTS, UNEXPECTED, "OAXPUR"),
            cells("T20 no answer,", SILENCE, TIMEOUT, "XU"),
            cells("T21 an answer that stops,", DRIP, TIMEOUT, "OAXPR"),
            cells("T22 two lengths,", TWO_LENGTHS, UNEXPECTED, "OAXPUR"),
            cells("T23 a head of 1 MiB,", LONG_HEAD, UNEXPECTED, "OAXPUR"),
            cells("T24 packed words,", PACKED, "temporary.registry-error", "OAXPUR"))
        .flatMap(cells -> cells);
  }

  private static Stream<Arguments> cells(String row, Fault fault, String code, String calls) {
    return calls
        .chars()
        .mapToObj(letter -> Call.valueOf(String.valueOf((char) letter)))
        .map(call -> argumentSet(row + " " + call, call, fault, code));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void a_fault_that_passes_costs_one_attempt(Call call, Fault fault, String code)
      throws IOException {
    PublishReport report = publish(call, fault);

    assertWhole(report);
    boolean answered = fault == PACKED || (fault == PORTAL && call != Call.X);
    assertThat(failures())
        .containsExactly(
            new Verdict(inTheWordsOf(call, code), answered ? "ANSWERED" : "AMBIGUOUS"));
  }

  private static String inTheWordsOf(Call call, String code) {
    return switch (call) {
      case O -> "temporary.identity-endpoint";
      case U -> code.equals("temporary.registry-error") ? "temporary.registry-closed" : code;
      case A, X, P, R -> code;
    };
  }

  @ParameterizedTest
  @MethodSource("pages")
  void a_page_in_place_of_the_index_says_nothing_about_a_file(Call call, Fault fault, String code)
      throws IOException {
    PublishReport report = publish(call, fault);

    assertWhole(report);
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.code()).hasToString(code));
  }

  static Stream<Arguments> pages() {
    return cells("T07 a page in place of an answer,", BROKEN_PAGE, "publish.presence-unknown", "P");
  }

  static Stream<Arguments> harmless() {
    return Stream.of(
            cells("T16 eight interim answers,", EIGHT_HINTS, "", "OAXPUR"),
            cells("T21 an answer that stops after its 200,", DRIP, "", "U"),
            cells("T30 bytes one by one,", SLICES, "", "OAXPUR"))
        .flatMap(cells -> cells);
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void what_is_slow_or_odd_but_right_is_no_fault(Call call, Fault fault, String none)
      throws IOException {
    PublishReport report = publish(call, fault);

    assertWhole(report);
    assertThat(failures()).isEmpty();
    assertThat(report.warnings()).isEmpty();
  }

  static Stream<Arguments> redirects() {
    return Stream.of(302, 308)
        .flatMap(status ->
            Stream.of(Call.O, Call.X, Call.U, Call.R)
                .map(call -> argumentSet("T26 " + status + " " + call, call, status)));
  }

  @ParameterizedTest
  @MethodSource("redirects")
  void a_redirect_is_final_and_nothing_arrives_at_its_target(Call call, int status)
      throws IOException {
    try (FaultServer elsewhere = FaultServer.plain(connection -> connection.readHead())) {
      String location = "Location: " + elsewhere.url("/x") + "\r\n";
      Fault fault = (c, up) -> c.say(answer(status + " Moved", location, ""));

      if (call == Call.R) {
        PublishReport report = publish(call, fault);
        assertThat(report.isComplete()).isTrue();
        assertThat(report.revocations().get(0)).isInstanceOf(Revocation.Failed.class);
      } else {
        PublishFailedException e =
            catchThrowableOfType(PublishFailedException.class, () -> publish(call, fault));
        assertThat(e.code()).hasToString("usage.unexpected-redirect");
        assertThat(e).hasMessageContaining("http://127.0.0.1:" + elsewhere.port());
        assertThat(sandbox.pypi().mintedTokens()).allMatch(MintedToken::burned);
      }
      assertThat(elsewhere.connections()).isZero();
    }
  }

  /** A file arrives before something happens to its answer, so that the index lists it at once. */
  private PublishReport publish(Call call, Fault fault) throws IOException {
    Fault afterUpload =
        (connection, upstream) -> {
          upstream.answer();
          fault.play(connection, upstream);
        };
    boolean takesTime = fault == SILENCE || fault == DRIP;
    HttpTransport transport =
        sent -> (takesTime && call.isAt(sent.url().getPath()) ? impatient : patient).send(sent);
    return publish(new FaultyFront(sandbox, call, call == Call.U ? afterUpload : fault), transport);
  }

  private PublishReport publish(FaultyFront faulty, HttpTransport transport) throws IOException {
    try (FaultyFront front = faulty;
        TrustedPublisher publisher =
            TrustedPublisher.builder()
                .repository(front.repository())
                .environment(front.environment())
                .with(GitHubActions.trusting("127.0.0.1"))
                .transport(transport)
                .workflowCommands(line -> {})
                .skipExisting()
                .concurrency(1)
                .onEvent(trail::add)
                .build()) {
      return publisher.publish(files);
    }
  }

  private void assertWhole(PublishReport report) throws IOException {
    assertThat(report.isComplete()).isTrue();
    assertThat(sandbox.pypi().files()).hasSize(files.size());
    for (UploadedFile file : sandbox.pypi().files()) {
      assertThat(file.content()).hasSameBinaryContentAs(folder.resolve(file.filename()));
    }
    assertThat(sandbox.pypi().mintedTokens()).isNotEmpty().allMatch(MintedToken::burned);
  }

  private List<Verdict> failures() {
    return List.copyOf(trail).stream()
        .map(AuditEntry::event)
        .filter(AuditEvent.AttemptFailed.class::isInstance)
        .map(AuditEvent.AttemptFailed.class::cast)
        .map(failed -> new Verdict(failed.code(), failed.outcome()))
        .toList();
  }

  private static String answer(String status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\n"
        + headers
        + "Connection: close\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
