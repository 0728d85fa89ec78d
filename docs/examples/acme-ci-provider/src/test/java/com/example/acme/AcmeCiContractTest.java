package com.example.circleci;

import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.IdentityProviderContract;
import java.util.Map;

class CircleCiContractTest extends IdentityProviderContract {
  @Override
  protected IdentityProvider provider() {
    return new CircleCi();
  }

  @Override
  protected CiJob job(String audience) {
    return CiJob.of(Map.of("CIRCLECI", "true")).withTools(new FakeTool());
  }
}
