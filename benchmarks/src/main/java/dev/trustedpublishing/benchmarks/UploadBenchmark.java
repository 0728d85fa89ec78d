package dev.trustedpublishing.benchmarks;

import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * A whole run against a real server, above all for what it allocates (with {@code -prof gc}); needs
 * the variables of a CI job that the server attests. See {@code benchmarks/run}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class UploadBenchmark {
  @Param("")
  String url = "";

  @Param("")
  String folder = "";

  private List<Path> paths = List.of();
  private TrustedPublisher publisher = TrustedPublisher.builder().build();

  /** Lists the files and creates the publisher. */
  @Setup
  public void start() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      paths = files.sorted().toList();
    }
    publisher = TrustedPublisher.builder().repository(url).workflowCommands(command -> {}).build();
  }

  /** Closes the connections. */
  @TearDown
  public void stop() throws IOException {
    publisher.close();
  }

  /** One run with all files of the folder. */
  @Benchmark
  public PublishReport publish() {
    return publisher.publish(paths);
  }
}
