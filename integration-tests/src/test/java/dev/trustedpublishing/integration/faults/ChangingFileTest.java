package dev.trustedpublishing.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.ReceivedRequest;
import dev.trustedpublishing.integration.faults.injection.Registry;
import dev.trustedpublishing.integration.faults.injection.RequestFault;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.integration.faults.injection.TestEnvironment;
import dev.trustedpublishing.integration.faults.oracle.EventInvariants;
import dev.trustedpublishing.integration.faults.oracle.Oracle;
import dev.trustedpublishing.integration.faults.oracle.TokenInvariants;
import dev.trustedpublishing.integration.faults.oracle.UploadInvariants;
import dev.trustedpublishing.integration.faults.run.Capture;
import dev.trustedpublishing.integration.faults.run.FaultRun;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C06: the file changes while it is being sent, through the whole pipeline to the last byte. */
@Tag("faults")
class ChangingFileTest {
  /** More than all buffers between the file and the registry hold. */
  private static final int KIBIBYTES = 24 << 10;

  @TempDir Path folder;
  private Capture capture;
  private TestEnvironment environment;

  @BeforeEach
  void open() throws IOException {
    capture = Capture.start();
    environment = TestEnvironment.open(Files.createDirectory(folder.resolve("town")));
  }

  @AfterEach
  void close() {
    environment.close();
    capture.close();
  }

  @Test
  @FaultRow("C06")
  void growingFile_sendsNoMoreThanDeclaredLength() throws Exception {
    RunRecord observed = play(file -> file.setLength(file.length() + 1_000));

    assertChanged(observed, "it grew while it was sent");
  }

  @Test
  @FaultRow("C06")
  void shrinkingFile_abortsRequestWithoutPadding() throws Exception {
    RunRecord observed = play(file -> file.setLength(file.length() - 1_000));

    assertChanged(observed, "it ended 1000 bytes too early while it was sent");
  }

  @Test
  @FaultRow("C06")
  void modifiedFile_sameSize_isDetectedBeforeLastByte() throws Exception {
    RunRecord observed =
        play(file -> {
          file.seek(file.length() - 1);
          int last = file.read();
          file.seek(file.length() - 1);
          file.write(~last);
        });

    assertChanged(observed, "its SHA-256 is ");
  }

  /** Changes a file. */
  @FunctionalInterface
  private interface Change {
    void make(RandomAccessFile file) throws IOException;
  }

  private RunRecord play(Change change) throws Exception {
    Path file = environment.file(Registry.INDEX, 0, KIBIBYTES);
    FileTime time = Files.getLastModifiedTime(file);
    RequestFault fault =
        new RequestFault(
            "the file changes",
            Set.of(Call.UPLOAD),
            Set.of(),
            (request, context) -> {
              request.read(1 << 16);
              try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
                change.make(content);
              }
              // Nothing must be noticed but by what is sent.
              Files.setLastModifiedTime(file, time);
              request.forward();
            });
    RunPlan clean = RunPlan.clean(Registry.INDEX, RunPlan.Wire.PLAIN);
    return FaultRun.play(
        clean
            .withFiles(List.of(KIBIBYTES))
            .with(new RunPlan.InjectedFault(Call.UPLOAD, 1, RunPlan.Persistence.PERMANENT, fault)),
        environment);
  }

  private static void assertChanged(RunRecord observed, String how) {
    assertThat(observed.failure())
        .hasValueSatisfying(e -> {
          assertThat(e.code()).isEqualTo(ErrorCode.USAGE_ARTIFACT_CHANGED);
          assertThat(e).hasMessageContaining("Found:    " + how);
        });
    assertThat(observed.report().artifacts())
        .extracting(ArtifactResult::state)
        .containsExactly(ArtifactState.REJECTED);
    assertThat(observed.stored()).isEmpty();
    assertThat(observed.requests())
        .filteredOn(request -> request.call() == Call.UPLOAD)
        .singleElement()
        .satisfies(upload -> {
          assertThat(upload.complete()).as("the whole request arrived").isFalse();
          assertThat((long) upload.body().length()).isLessThan(announced(upload));
        });
    assertThat(Oracle.everyArtifactEndsOnce(observed)).isEmpty();
    assertThat(Oracle.truth(observed)).isEmpty();
    assertThat(UploadInvariants.twice(observed)).isEmpty();
    assertThat(TokenInvariants.violations(observed)).isEmpty();
    assertThat(EventInvariants.violations(observed)).isEmpty();
  }

  private static long announced(ReceivedRequest request) {
    return request
        .head()
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
        .findFirst()
        .orElseThrow();
  }
}
