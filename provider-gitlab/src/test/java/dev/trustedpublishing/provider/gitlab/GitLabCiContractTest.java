package dev.trustedpublishing.provider.gitlab;

import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.IdentityProviderContract;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** GitLab CI/CD keeps the contract for providers. */
class GitLabCiContractTest extends IdentityProviderContract {
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
    return new GitLabCi();
  }

  @Override
  protected CiJob job(String audience) {
    Map<String, String> declared = Map.of(TokenVariables.byIdRule(audience), audience);
    return CiJob.of(sandbox.gitlabIssuer().environment(GitLabJob.sample(), declared));
  }
}
