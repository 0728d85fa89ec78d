package dev.trustedpublishing.provider.circleci;

import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.core.context.JdkProcessRunner;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.ci.CircleCiJob;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.IdentityProviderContract;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** CircleCI keeps the contract for providers, with a real program as its command. */
@DisabledOnOs(OS.WINDOWS)
class CircleCiContractTest extends IdentityProviderContract {
  private Sandbox sandbox;

  @BeforeEach
  void startSandbox() throws IOException {
    sandbox = Sandbox.builder().ciJob(CircleCiJob.sample()).start();
  }

  @AfterEach
  void stopSandbox() throws IOException {
    sandbox.close();
  }

  @Override
  protected IdentityProvider provider() {
    return new CircleCi();
  }

  @Override
  protected CiJob job(String audience) {
    Map<String, String> environment = sandbox.environment();
    return CiJob.of(environment)
        .withTools(new JdkProcessRunner(JdkProcessRunner.DEFAULT_LIMIT, environment.get("PATH")));
  }
}
