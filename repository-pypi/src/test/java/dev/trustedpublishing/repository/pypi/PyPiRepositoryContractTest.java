package dev.trustedpublishing.repository.pypi;

import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.contract.PackageRepositoryContract;
import dev.trustedpublishing.testkit.contract.RegistryFixture;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** PyPI keeps the contract for repositories. */
class PyPiRepositoryContractTest extends PackageRepositoryContract {
  @Override
  protected PackageRepository repository() {
    return new PyPiRepository();
  }

  @Override
  protected RegistryFixture registry() throws IOException {
    return new Index(Sandbox.builder().start());
  }

  /** The testkit's registry, and packages for it. */
  private record Index(Sandbox sandbox) implements RegistryFixture {
    @Override
    public String address() {
      return sandbox.uploadUrl().toString();
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
    public List<Path> packages(Path folder) throws IOException {
      return List.of(
          Samples.write(folder, Samples.SDIST, Samples.sdist()),
          SampleDistribution.HATCHLING.copyTo(folder).get(0));
    }

    @Override
    public Path rebuilt(Path folder) {
      byte[] content = Samples.sdist(Samples.METADATA + "Keywords: rebuilt\n");
      return Samples.write(folder, Samples.SDIST, content);
    }

    @Override
    public List<Path> damaged(Path folder) throws IOException {
      return List.of(
          Files.writeString(folder.resolve("sampleproject-1.0-py3-none-any.whl"), "no archive"),
          Files.writeString(folder.resolve("sampleproject-1.0.tar.gz"), "no archive"));
    }

    @Override
    public void close() throws IOException {
      sandbox.close();
    }
  }
}
