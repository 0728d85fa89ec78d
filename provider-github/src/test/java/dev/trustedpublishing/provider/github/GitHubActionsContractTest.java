package dev.trustedpublishing.provider.github;

import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.IdentityProviderContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** GitHub Actions keeps the contract for providers. */
class GitHubActionsContractTest extends IdentityProviderContract {
  private Sandbox sandbox;

  @BeforeEach
  void startSandbox() throws IOException {
    sandbox = Sandbox.builder().start();
  }

  @AfterEach
  void stopSandbox() throws IOException {
    sandbox.close();
  }

  @Override
  protected IdentityProvider provider() {
    return new GitHubActions();
  }

  @Override
  protected CiJob job(String audience) {
    return CiJob.of(sandbox.environment());
  }
}
