package com.example.crates;

import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.testkit.contract.PackageRepositoryContract;
import dev.trustedpublishing.testkit.contract.RegistryFixture;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class CratesIoContractTest extends PackageRepositoryContract {
  @Override
  protected PackageRepository repository() {
    return new CratesIo();
  }

  @Override
  protected RegistryFixture registry() throws IOException {
    return new Fixture(new FakeCratesIo());
  }

  private record Fixture(FakeCratesIo registry) implements RegistryFixture {
    @Override
    public String address() {
      return "crates-io+" + registry.url();
    }

    @Override
    public String identityToken(String audience) {
      return registry.sandbox().issuer().token(GitHubJob.sample(), audience);
    }

    @Override
    public String expiredIdentityToken(String audience) {
      return registry.sandbox().issuer().expiredToken(GitHubJob.sample(), audience);
    }

    @Override
    public List<Path> packages(Path folder) throws IOException {
      return List.of(
          Crates.pack(folder, "first", "1.0.0", "fn a() {}"),
          Crates.pack(folder, "second", "1.0.0", "fn b() {}"));
    }

    @Override
    public Path rebuilt(Path folder) throws IOException {
      return Crates.pack(folder, "first", "1.0.0", "fn other() {}");
    }

    @Override
    public List<Path> damaged(Path folder) throws IOException {
      return List.of(
          Files.writeString(folder.resolve("first-1.0.0.crate"), "no archive"),
          Files.writeString(folder.resolve("notes.txt"), "no crate"));
    }

    @Override
    public void close() throws IOException {
      registry.close();
    }
  }
}
