package dev.trustedpublishing.benchmarks;

import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.PublishReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The same as {@link EventsAndProgress} with a real registry: sockets, forms, checks of wheels.
 * Needs the variables of a CI job that the server attests. See {@code benchmarks/run}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(4)
@Warmup(iterations = 15)
@Measurement(iterations = 30)
public class WatchedUpload {
  @Param("")
  String url = "";

  @Param("")
  String folder = "";

  /** The observers. */
  @Param public Watching watching = Watching.NOBODY;

  private List<Path> paths = List.of();
  private Path log = Path.of("");

  /**
   * The part of a call that its report does not include: preparation, and the observers at the end.
   */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class End {
    /** Microseconds; one run is one iteration. */
    public long waited;
  }

  /** Lists the files. */
  @Setup
  public void start() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      paths = files.sorted().toList();
    }
    log = Files.createTempFile("audit", ".jsonl");
  }

  /** What one run left after is not a work of the next one. */
  @Setup(Level.Invocation)
  public void collect() {
    System.gc();
  }

  /** Deletes the log. */
  @TearDown
  public void stop() throws IOException {
    Files.delete(log);
  }

  /** One run with all files of the folder, as a build tool runs it. */
  @Benchmark
  public PublishReport publish(End end) throws IOException {
    TrustedPublisherBuilder builder =
        TrustedPublisher.builder().repository(url).workflowCommands(command -> {});
    watching.tell(builder, log);
    try (TrustedPublisher publisher = builder.build()) {
      long start = System.nanoTime();
      PublishReport report = publisher.publish(paths);
      end.waited += (System.nanoTime() - start - report.duration().toNanos()) / 1_000;
      return report;
    }
  }
}
