package dev.trustedpublishing.benchmarks;

import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * What the pipeline costs by itself: everything but reading files and talking to servers. What a
 * further file costs is the difference between many and one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 5, time = 1)
public class PipelineBenchmark {
  @Param({"1", "101"})
  int files;

  @Param({"1", "4"})
  int concurrency;

  private List<Path> paths = List.of();
  private TrustedPublisher publisher = TrustedPublisher.builder().build();

  /** Creates the publisher. */
  @Setup
  public void start() {
    InMemory memory = new InMemory();
    paths = IntStream.range(0, files).mapToObj(i -> Path.of("sample-1.0.0-" + i + ".whl")).toList();
    publisher =
        TrustedPublisher.builder()
            .withoutDiscovery()
            .with((dev.trustedpublishing.api.spi.IdentityProvider) memory)
            .with((dev.trustedpublishing.api.spi.PackageRepository) memory)
            .repository("in-memory")
            .environment(Map.of())
            .concurrency(concurrency)
            .workflowCommands(command -> {})
            .build();
  }

  /** Closes it. */
  @TearDown
  public void stop() throws IOException {
    publisher.close();
  }

  /** One run: plan, obtain, exchange, publish each file, revoke. */
  @Benchmark
  public PublishReport publish() {
    return publisher.publish(paths);
  }
}
