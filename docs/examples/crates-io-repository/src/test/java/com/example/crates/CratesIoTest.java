package com.example.crates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline, with this jar found by the publisher. */
class CratesIoTest {
  @TempDir Path folder;

  @Test
  void publish_fromJob_leavesNoLiveToken() throws IOException {
    try (FakeCratesIo registry = new FakeCratesIo()) {
      PublishReport report = publish(registry, registry.sandbox().environment());

      assertTrue(report.isComplete());
      assertEquals(Set.of("sample/1.2.3"), registry.registry().files().keySet());
      assertEquals(Set.of(), registry.registry().livingTokens());
    }
  }

  @Test
  void republish_sameCrateSucceeds_otherContentConflicts() throws IOException {
    try (FakeCratesIo registry = new FakeCratesIo()) {
      publish(registry, registry.sandbox().environment());
      assertTrue(publish(registry, registry.sandbox().environment()).isComplete());

      Files.delete(Crates.pack(folder, "sample", "1.2.3", ""));
      Crates.pack(folder, "sample", "1.2.3", "fn changed() {}");
      PublishFailedException e =
          assertThrows(
              PublishFailedException.class,
              () -> publisher(registry, registry.sandbox().environment()).publish(files()));
      assertEquals(ErrorCode.PUBLISH_CONFLICT, e.code());
      assertEquals(Set.of(), registry.registry().livingTokens());
    }
  }

  @Test
  void exchange_untrustedJob_isRejectedWithItsClaims() throws IOException {
    try (FakeCratesIo registry = new FakeCratesIo()) {
      Map<String, String> stranger =
          registry.sandbox().environment(GitHubJob.sample().withRepository("fork", "99"));
      PublishFailedException e =
          assertThrows(PublishFailedException.class, () -> publish(registry, stranger));
      assertEquals(ErrorCode.EXCHANGE_NO_PUBLISHER, e.code());
      assertTrue(e.getMessage().contains("No Trusted Publishing config found for repository"));
      assertTrue(e.presentedClaims().get("repository").endsWith("/fork"));
    }
  }

  @Test
  void resolve_repositoryName_returnsCratesIo() {
    PackageRepository repository = new CratesIo();
    RepositoryTarget target =
        repository
            .resolve("crates-io", List.of(), TestContext.of(CiJob.of(Map.of())))
            .orElseThrow();
    assertEquals("https://crates.io/", target.endpoint().toString());
  }

  private PublishReport publish(FakeCratesIo registry, Map<String, String> environment)
      throws IOException {
    Crates.pack(folder, "sample", "1.2.3", "fn sample() {}");
    try (TrustedPublisher publisher = publisher(registry, environment)) {
      return publisher.publish(files());
    }
  }

  private static TrustedPublisher publisher(
      FakeCratesIo registry, Map<String, String> environment) {
    return TrustedPublisher.builder()
        .repository("crates-io+" + registry.url())
        .environment(environment)
        .workflowCommands(line -> {})
        .build();
  }

  private List<Path> files() {
    return List.of(folder.resolve("sample-1.2.3.crate"));
  }
}
