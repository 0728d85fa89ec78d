package dev.trustedpublishing.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.integration.faults.injection.TestEnvironment;
import dev.trustedpublishing.integration.faults.oracle.Oracle;
import dev.trustedpublishing.integration.faults.run.Capture;
import dev.trustedpublishing.integration.faults.run.FaultRun;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole pipeline under faults that are drawn from seeds (docs/docs/fault-matrix.md). One run:
 * {@code -Dfaults.seed=42}. How many, and from which on: {@code -Dfaults.runs}, {@code
 * -Dfaults.first}.
 */
class SeededRunsTest {
  private static final int AT_A_TIME = 8;

  /** The issuer remembers its requests, so it does not serve forever. */
  private static final int RUNS_OF_A_TOWN = 500;

  /** Every so many runs that can be repeated are played twice. */
  private static final int REPEATED = 5;

  /** What the JVM opens for itself in the meantime: jars, selectors. */
  private static final long FILES_OF_THE_JVM = 100;

  @TempDir Path folder;

  @Test
  void seededRuns_satisfyAllInvariants() throws Exception {
    List<Long> seeds = seeds();
    long last = seeds.get(seeds.size() - 1);
    System.out.println("Runs with faults: seeds " + seeds.get(0) + " to " + last);
    List<String> failures = new ArrayList<>();
    for (int from = 0; from < seeds.size(); from += RUNS_OF_A_TOWN) {
      List<Long> some = seeds.subList(from, Math.min(seeds.size(), from + RUNS_OF_A_TOWN));
      long before = openFiles();
      failures.addAll(play(folder.resolve("town" + from), some));
      assertThat(openFiles())
          .as("I10: open files and sockets after %d runs", some.size())
          .isLessThan(before + FILES_OF_THE_JVM);
    }

    assertThat(failures)
        .as("runs that broke an invariant; repeat one with -Dfaults.seed")
        .isEmpty();
  }

  /** 0 where the system does not tell. */
  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  private static List<Long> seeds() {
    Long only = Long.getLong("faults.seed");
    if (only != null) {
      return List.of(only);
    }
    long first = Long.getLong("faults.first", 1);
    return LongStream.range(first, first + Integer.getInteger("faults.runs", 500)).boxed().toList();
  }

  private static List<String> play(Path folder, List<Long> seeds) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
    Capture capture = Capture.start();
    try (TestEnvironment environment = TestEnvironment.open(Files.createDirectory(folder))) {
      List<Callable<Optional<String>>> runs =
          seeds.stream()
              .<Callable<Optional<String>>>map(
                  seed -> () -> judged(RunPlan.fromSeed(seed), environment))
              .toList();
      List<String> failures = new ArrayList<>();
      for (Future<Optional<String>> run : workers.invokeAll(runs)) {
        run.get().ifPresent(failures::add);
      }
      return failures;
    } finally {
      workers.shutdownNow();
      capture.close();
    }
  }

  private static Optional<String> judged(RunPlan plan, TestEnvironment environment)
      throws Exception {
    RunRecord observed;
    try {
      observed = FaultRun.play(plan, environment);
    } catch (IllegalStateException e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return Optional.of("seed " + plan.seed() + ": " + trace);
    }
    List<String> violations = new ArrayList<>(Oracle.violations(observed));
    if (plan.isRepeatable() && plan.seed() % REPEATED == 0) {
      Oracle.repeatable(observed, FaultRun.play(plan, environment))
          .forEach(words -> violations.add("I12: " + words));
    }
    return violations.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Stream.concat(violations.stream(), Stream.of(observed.describe()))
                .reduce("", (all, more) -> all + "\n" + more));
  }
}
