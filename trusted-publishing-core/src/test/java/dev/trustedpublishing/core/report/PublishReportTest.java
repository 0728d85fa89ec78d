package dev.trustedpublishing.core.report;

import static dev.trustedpublishing.core.PublisherFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.core.FakeRegistry;
import dev.trustedpublishing.core.PublisherFixture;
import java.net.URI;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One report, for people and for programs. */
class PublishReportTest {
  private static final URI PAGE = URI.create("https://registry.example/sample/1.0/");
  private static final String SHA256 = "0".repeat(64);

  private final PublishReport report =
      new PublishReport(
          "run-1",
          FakeRegistry.TARGET,
          List.of(
              published("sample-1.0-py3-none-any.whl", 5 << 20, Duration.ofMillis(2_500)),
              published("s.whl", 2_048, Duration.ofSeconds(12)),
              there("same.whl"),
              rejected("sample-1.0.tar.gz"),
              ArtifactResult.notAttempted(artifact("last.whl", 1))),
          List.of(
              new Revocation.Requested(), new Revocation.Failed("HTTP 503", PublisherFixture.NOW)),
          List.of(refusal(Stage.PUBLISH, ErrorCode.USAGE_SINK_FAILED, 0).build().problem()),
          Duration.ofSeconds(15));

  @Test
  void text_containsTableAndPages() {
    assertThat(report.text())
        .isEqualTo(
            """
            file                         state                            bytes  attempts     time       rate
            sample-1.0-py3-none-any.whl  published                    5,242,880         1  2500 ms  2.0 MiB/s
            s.whl                        published                        2,048         1     12 s  0.2 KiB/s
            same.whl                     already-there                       10         0     0 ms          -
            sample-1.0.tar.gz            rejected (publish.rejected)         10         3   100 ms          -
            last.whl                     not-attempted                        1         0     0 ms          -
            page: https://registry.example/sample/1.0/\
            """);
  }

  @Test
  void markdown_containsTableAndPages() {
    assertThat(report.markdown())
        .isEqualTo(
            """
            ### fake: partly published

            | file | state | bytes | attempts | time | rate |
            | --- | --- | ---: | ---: | ---: | ---: |
            | sample-1.0-py3-none-any.whl | published | 5,242,880 | 1 | 2500 ms | 2.0 MiB/s |
            | s.whl | published | 2,048 | 1 | 12 s | 0.2 KiB/s |
            | same.whl | already-there | 10 | 0 | 0 ms | - |
            | sample-1.0.tar.gz | rejected (publish.rejected) | 10 | 3 | 100 ms | - |
            | last.whl | not-attempted | 1 | 0 | 0 ms | - |

            - <https://registry.example/sample/1.0/>

            > **Warning** (`usage.sink-failed`): No. \s
            > Fix it.\
            """);
  }

  @Test
  void json_containsEverythingOnOneLine() {
    assertThat(report.json())
        .startsWith(
            "{\"run\":\"run-1\",\"repository\":\"fake\",\"target\":\"fake\","
                + "\"origin\":\"https://registry.example\",\"artifacts\":[")
        .contains(
            "{\"filename\":\"sample-1.0-py3-none-any.whl\",\"package\":\"sample\","
                + "\"version\":\"1.0\",\"size\":5242880,\"sha256\":\""
                + SHA256
                + "\",\"state\":\"published\",\"attempts\":1,\"duration_ms\":2500,"
                + "\"bytes_per_second\":2097152,\"page\":\"https://registry.example/sample/1.0/\"}",
            "\"state\":\"rejected\",\"attempts\":3,\"duration_ms\":100,\"code\":\"publish.rejected\"}",
            "\"revocations\":[{\"result\":\"requested\"},{\"result\":\"failed\","
                + "\"reason\":\"HTTP 503\",\"expires_at\":\"2026-11-23T12:00:00Z\"}]",
            "\"warnings\":[{\"code\":\"usage.sink-failed\",\"what\":\"No.\",\"remedy\":\"Fix"
                + " it.\"}]")
        .endsWith("\"duration_ms\":15000}")
        .doesNotContain("\n");
  }

  private static ArtifactResult published(String filename, long size, Duration duration) {
    return new ArtifactResult(
        artifact(filename, size),
        ArtifactState.PUBLISHED,
        1,
        duration,
        Optional.of(PAGE),
        Optional.empty());
  }

  private static ArtifactResult there(String filename) {
    return new ArtifactResult(
        artifact(filename, 10),
        ArtifactState.ALREADY_PUBLISHED,
        0,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty());
  }

  private static ArtifactResult rejected(String filename) {
    return new ArtifactResult(
        artifact(filename, 10),
        ArtifactState.REJECTED,
        3,
        Duration.ofMillis(100),
        Optional.empty(),
        Optional.of(refusal(Stage.PUBLISH, ErrorCode.PUBLISH_REJECTED, 400).build()));
  }

  private static FakeRegistry.File artifact(String filename, long size) {
    return new FakeRegistry.File(
        new ArtifactFile(Path.of(filename), size, FileTime.fromMillis(0), SHA256));
  }
}
