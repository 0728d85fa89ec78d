package dev.trustedpublishing.benchmarks;

import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.PublishReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** The overhead of observers: a publish with and without audit log and progress listener. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 8, time = 2)
public class EventsAndProgress {
  /** How many files a publish has. */
  @Param("100")
  public int files;

  /** The size of each, in KiB. */
  @Param({"20", "1024"})
  public int kibibytes;

  /** The observers. */
  @Param public Watching watching = Watching.NOBODY;

  /**
   * The number of additional chunks reported for each file: {@code -prof gc} shows their
   * allocations.
   */
  @Param("0")
  public long extraChunks;

  private final List<Path> paths = new ArrayList<>();
  private Path folder = Path.of("");

  /** Writes the files. */
  @Setup
  public void write() throws IOException {
    folder = Files.createTempDirectory("benchmark");
    Random random = new Random(42);
    for (int i = 0; i < files; i++) {
      byte[] content = new byte[kibibytes * 1024];
      random.nextBytes(content);
      paths.add(Files.write(folder.resolve(i + ".whl"), content));
    }
  }

  /** Deletes them. */
  @TearDown
  public void delete() throws IOException {
    for (Path path : paths) {
      Files.delete(path);
    }
    Files.deleteIfExists(log());
    Files.delete(folder);
  }

  /** One publish of all files, one after the other. */
  @Benchmark
  public PublishReport publish() throws IOException {
    TrustedPublisherBuilder builder =
        TrustedPublisher.builder()
            .withoutDiscovery()
            .with(new MemoryCi())
            .with(new MemoryRegistry(extraChunks))
            .repository(MemoryRegistry.NAME)
            .environment(Map.of())
            .concurrency(1)
            .workflowCommands(line -> {});
    watching.tell(builder, log());
    try (TrustedPublisher publisher = builder.build()) {
      return publisher.publish(paths);
    }
  }

  private Path log() {
    return folder.resolve("audit.jsonl");
  }
}
