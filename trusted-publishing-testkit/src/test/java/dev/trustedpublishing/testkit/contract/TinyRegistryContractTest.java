package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.spi.PackageRepository;

/** The contract can be kept. */
class TinyRegistryContractTest extends PackageRepositoryContract {
  @Override
  protected PackageRepository repository() {
    return new TinyRegistry();
  }

  @Override
  protected RegistryFixture registry() {
    return new TinyServer();
  }
}
