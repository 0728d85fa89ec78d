package dev.trustedpublishing.repository.npm;

import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.contract.PackageRepositoryContract;
import dev.trustedpublishing.testkit.contract.RegistryFixture;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** npm keeps the contract for repositories. */
class NpmRepositoryContractTest extends PackageRepositoryContract {
  @Override
  protected PackageRepository repository() {
    return new NpmRepository();
  }

  @Override
  protected RegistryFixture registry() throws IOException {
    return new Registry(Sandbox.builder().start());
  }

  /** The testkit's registry, and packages for it: a token for each. */
  private record Registry(Sandbox sandbox) implements RegistryFixture {
    private static final String FILE = "acme-hello-1.0.0.tgz";

    @Override
    public String address() {
      return "npm+" + sandbox.npm().uri();
    }

    @Override
    public String identityToken(String audience) {
      return sandbox.issuer().token(GitHubJob.sample(), audience);
    }

    @Override
    public String expiredIdentityToken(String audience) {
      return sandbox.issuer().expiredToken(GitHubJob.sample(), audience);
    }

    @Override
    public List<Path> packages(Path folder) {
      return List.of(
          Packed.of("@acme/hello", "1.0.0", "").to(folder.resolve(FILE)),
          Packed.of("left-pad", "1.3.0", "").to(folder.resolve("left-pad-1.3.0.tgz")));
    }

    @Override
    public Path rebuilt(Path folder) {
      return Packed.of("@acme/hello", "1.0.0", ",\"description\":\"rebuilt\"")
          .to(folder.resolve(FILE));
    }

    @Override
    public List<Path> damaged(Path folder) throws IOException {
      return List.of(
          Files.writeString(folder.resolve("hello-1.0.0.tgz"), "no archive"),
          Packed.of("Bad Name", "1", "").to(folder.resolve("bad-1.tgz")));
    }

    @Override
    public void close() throws IOException {
      sandbox.close();
    }
  }
}
