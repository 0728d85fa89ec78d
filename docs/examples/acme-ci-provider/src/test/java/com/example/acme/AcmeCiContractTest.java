package com.example.acme;

import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.IdentityProviderContract;
import java.util.Map;

class AcmeCiContractTest extends IdentityProviderContract {
  @Override
  protected IdentityProvider provider() {
    return new AcmeCi();
  }

  @Override
  protected CiJob job(String audience) {
    return CiJob.of(Map.of("ACME_CI", "true")).withTools(new FakeTool());
  }
}
