package com.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.repository.npm.NpmRepository;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AcmeCiTest {
  private static final IdentityRequest REQUEST = IdentityRequest.forAudience("registry.example");

  @Test
  void obtain_otherRegistry_usesRootIssuer() {
    assertEquals(Optional.of(FakeTool.ROOT), obtain(REQUEST, new FakeTool()).claims().issuer());
  }

  @Test
  void obtain_npm_usesOrganizationIssuer() {
    TestContext context = context(new FakeTool());
    PackageRepository npm = new NpmRepository();
    RepositoryTarget registry =
        npm.resolve("npm+https://registry.example/", List.of(), context).orElseThrow();
    IdentityRequest request =
        npm.connect(registry, context).identityFor(ExchangeScope.withoutArtifacts("sample"));
    IdentityToken token = new AcmeCi().obtain(request, context);
    assertEquals(Optional.of(FakeTool.ORGANIZATION), token.claims().issuer());
    assertEquals(List.of("npm:registry.example"), token.claims().audience());
  }

  @Test
  void obtain_sshRerun_warns() {
    TestContext context = context(new FakeTool().claiming("ssh_rerun", true));
    new AcmeCi().obtain(REQUEST, context);
    assertEquals("identity.ssh-rerun", context.warnings().get(0).code().value());
  }

  @Test
  void obtain_failingTool_quotesItsMessage() {
    ProcessRunner tool =
        command -> new ProcessOutcome.Exited(1, Optional.empty(), "not inside a job");
    TrustedPublishingException e =
        assertThrows(TrustedPublishingException.class, () -> obtain(REQUEST, tool));
    assertEquals(ErrorCode.IDENTITY_TOOL_FAILED, e.code());
    assertTrue(e.getMessage().contains("exit status 1, message: not inside a job"));
  }

  @Test
  void obtain_toolTimeout_isRetryable() {
    ProcessRunner tool = command -> new ProcessOutcome.TimedOut(Duration.ofSeconds(30));
    assertTrue(
        assertThrows(TrustedPublishingException.class, () -> obtain(REQUEST, tool))
            .retryCanHelp());
  }

  @Test
  void provider_isDetectedByPublisher() throws Exception {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder().environment(Map.of("ACME_CI", "true")).build()) {
      assertTrue(publisher.detect().toString().contains("acme-ci"), publisher.detect()::toString);
    }
  }

  private static IdentityToken obtain(IdentityRequest request, ProcessRunner tool) {
    return new AcmeCi().obtain(request, context(tool));
  }

  private static TestContext context(ProcessRunner tool) {
    return TestContext.of(CiJob.of(Map.of("ACME_CI", "true")).withTools(tool));
  }
}
