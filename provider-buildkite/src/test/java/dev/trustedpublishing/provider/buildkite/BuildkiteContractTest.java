package dev.trustedpublishing.provider.buildkite;

import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.core.context.JdkProcessRunner;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.ci.BuildkiteJob;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.IdentityProviderContract;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Buildkite keeps the contract for providers, with a real program as its agent. */
@DisabledOnOs(OS.WINDOWS)
class BuildkiteContractTest extends IdentityProviderContract {
  private Sandbox sandbox;

  @BeforeEach
  void startSandbox() throws IOException {
    sandbox = Sandbox.builder().ciJob(BuildkiteJob.sample()).start();
  }

  @AfterEach
  void stopSandbox() throws IOException {
    sandbox.close();
  }

  @Override
  protected IdentityProvider provider() {
    return new Buildkite();
  }

  @Override
  protected CiJob job(String audience) {
    Map<String, String> environment = sandbox.environment();
    return CiJob.of(environment)
        .withTools(new JdkProcessRunner(JdkProcessRunner.DEFAULT_LIMIT, environment.get("PATH")));
  }
}
