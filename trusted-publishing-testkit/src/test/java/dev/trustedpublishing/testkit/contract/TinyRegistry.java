package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A repository that keeps the contract, for our own registry making. */
public class TinyRegistry implements PackageRepository {
  static final URI ADDRESS = URI.create("https://registry.tiny.example/");

  @Override
  public String id() {
    return "tiny";
  }

  @Override
  public List<String> knownNames() {
    return List.of("tiny");
  }

  @Override
  public Optional<RepositoryTarget> resolve(
      String nameOrUrl, List<Path> files, SpiContext context) {
    return nameOrUrl.equals("tiny") || nameOrUrl.equals(ADDRESS.toString())
        ? Optional.of(new RepositoryTarget("tiny", "tiny", ADDRESS))
        : Optional.empty();
  }

  @Override
  public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
    return new TinyClient(context);
  }
}
