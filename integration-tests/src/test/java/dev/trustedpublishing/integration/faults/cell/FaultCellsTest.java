package dev.trustedpublishing.integration.faults.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.ConnectionUse;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.integration.faults.injection.TestEnvironment;
import dev.trustedpublishing.integration.faults.oracle.Oracle;
import dev.trustedpublishing.integration.faults.run.Capture;
import dev.trustedpublishing.integration.faults.run.FaultRun;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.NetworkFaults;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Section 4 of docs/fault-matrix.md through the whole pipeline: for each row and each call that it
 * is marked for, one test that is named after both. A fault happens to the first attempt of the
 * call, the attempt is judged, and the run continues completely; then all invariants are asked for.
 *
 * <p>All runs are made before the first test, several at a time, because many wait for a limit.
 * {@code -Dcells=T04} plays the tests whose names begin so and no others.
 */
@Tag("faults")
class FaultCellsTest {
  private static final int AT_A_TIME = 6;
  private static final String ONLY = System.getProperty("cells", "");

  /** What is wrong with each test's runs. */
  private static final Map<String, List<String>> PROBLEMS = new TreeMap<>();

  /** One cell in one setting. */
  private record CellRun(FaultCell cell, Call call, FaultCell.Setting setting) {
    @Override
    public String toString() {
      return cell.name() + ", " + cell.on(call) + ", " + setting;
    }
  }

  @BeforeAll
  static void play(@TempDir Path folder) throws Exception {
    List<CellRun> runs = runs();
    ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
    Capture capture = Capture.start();
    try (TestEnvironment environment =
        TestEnvironment.open(Files.createDirectory(folder.resolve("town")))) {
      // Making them takes as long as many runs.
      workers.submit(Certificates::get);
      List<Callable<List<String>>> plays =
          runs.stream()
              .<Callable<List<String>>>map(run -> () -> problems(run, environment))
              .toList();
      List<Future<List<String>>> played = workers.invokeAll(plays);
      for (int i = 0; i < runs.size(); i++) {
        String test = runs.get(i).cell().on(runs.get(i).call());
        PROBLEMS.computeIfAbsent(test, any -> new ArrayList<>()).addAll(played.get(i).get());
      }
    } finally {
      workers.shutdownNow();
      capture.close();
    }
  }

  @TestFactory
  @FaultRow({
    "T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11", "T12", "T13",
    "T14", "T15", "T16", "T17", "T18", "T19", "T20", "T21", "T22", "T23", "T24", "T25", "T26",
    "T27", "T28", "T29", "T30", "T31", "T32"
  })
  Stream<DynamicContainer> faultCells_satisfyAllInvariants() {
    Map<String, List<String>> byRow = new TreeMap<>();
    PROBLEMS
        .keySet()
        .forEach(test ->
            byRow.computeIfAbsent(test.substring(0, 3), any -> new ArrayList<>()).add(test));
    return byRow.entrySet().stream()
        .map(row ->
            dynamicContainer(
                row.getKey(),
                row.getValue().stream()
                    .map(test ->
                        dynamicTest(test, () -> assertThat(PROBLEMS.get(test)).isEmpty()))));
  }

  static Stream<FaultCell> cells() {
    return Stream.of(
            ResponseFaults.cells(),
            TimingFaults.cells(),
            ConnectionFaults.cells(),
            TlsFaults.cells(),
            ProxyFaults.cells())
        .flatMap(List::stream);
  }

  private static List<CellRun> runs() {
    List<CellRun> runs = new ArrayList<>();
    for (FaultCell cell : cells().toList()) {
      for (Call call : cell.calls()) {
        for (FaultCell.Setting setting : FaultCell.Setting.values()) {
          if (cell.isPlayed(call, setting) && cell.on(call).startsWith(ONLY)) {
            runs.add(new CellRun(cell, call, setting));
          }
        }
      }
    }
    return runs;
  }

  private static List<String> problems(CellRun run, TestEnvironment environment) {
    try (FaultyRoute route =
        new FaultyRoute(run.call(), run.setting().wire(), run.cell().fault())) {
      RunRecord observed = FaultRun.play(plan(run, route), environment, route);
      List<String> problems = new ArrayList<>(Oracle.violations(observed));
      RunOutcome actual = RunOutcome.of(observed, run.call());
      RunOutcome expected = run.cell().expected().of(run.call(), run.setting().registry());
      if (!actual.equals(expected.like(actual))) {
        problems.add("expected " + expected + "\nand was  " + actual);
      }
      if (!route.wasCalled()) {
        problems.add("the call was never made");
      }
      check(run, observed, route, problems);
      return problems.isEmpty() ? List.of() : List.of(describe(run, problems, observed));
    } catch (Exception e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return List.of(run + ": " + trace);
    }
  }

  private static void check(
      CellRun run, RunRecord observed, FaultyRoute route, List<String> problems) {
    try {
      run.cell().check().accept(observed, route);
    } catch (AssertionError e) {
      problems.add(e.getMessage());
    }
  }

  private static String describe(CellRun run, List<String> problems, RunRecord observed) {
    return "\n" + run + "\n" + String.join("\n", problems) + "\n" + observed.describe() + "\n";
  }

  private static RunPlan plan(CellRun run, FaultyRoute route) {
    return new RunPlan(
        0,
        RunPlan.Ci.GITHUB,
        run.setting().registry(),
        run.setting().wire(),
        List.of(run.cell().fault().kibibytes()),
        RunPlan.StoredContent.NOTHING,
        RunPlan.ExistingFiles.SKIP,
        1,
        RunPlan.OnFailure.STOP,
        RunPlan.Credential.NONE,
        Duration.ofMinutes(30),
        List.of(
            new RunPlan.InjectedFault(run.call(), 1, RunPlan.Persistence.PERMANENT, route.fault())),
        NetworkFaults.none(),
        0,
        ConnectionUse.CLOSED);
  }
}
