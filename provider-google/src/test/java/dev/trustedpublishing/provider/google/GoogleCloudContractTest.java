package dev.trustedpublishing.provider.google;

import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.ci.EmbeddedGoogle;
import dev.trustedpublishing.testkit.ci.GoogleJob;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.IdentityProviderContract;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** Google Cloud keeps the contract for providers, with its own account and with another one. */
class GoogleCloudContractTest {
  private static final GoogleJob OTHER =
      new GoogleJob("releases@octo-project.iam.gserviceaccount.com", "100000000000000000066");

  private Sandbox sandbox;

  @BeforeEach
  void startSandbox() throws IOException {
    sandbox = Sandbox.builder().ciJob(GoogleJob.sample()).start();
    ((EmbeddedGoogle) sandbox.ci().orElseThrow()).permitting(OTHER);
  }

  @AfterEach
  void stopSandbox() throws IOException {
    sandbox.close();
  }

  @Nested
  class OfTheMachine extends IdentityProviderContract {
    @Override
    protected IdentityProvider provider() {
      return new GoogleCloud();
    }

    @Override
    protected CiJob job(String audience) {
      return CiJob.of(sandbox.environment());
    }
  }

  @Nested
  class OfAnotherAccount extends IdentityProviderContract {
    @Override
    protected IdentityProvider provider() {
      return new GoogleCloud();
    }

    @Override
    protected CiJob job(String audience) {
      Map<String, String> variables = new HashMap<>(sandbox.environment());
      variables.put("GOOGLE_SERVICE_ACCOUNT_NAME", OTHER.email());
      return CiJob.of(variables);
    }
  }
}
