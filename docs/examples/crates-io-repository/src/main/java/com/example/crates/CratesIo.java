package com.example.crates;

import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.support.http.RegistryUrl;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** crates.io, and registries with the same protocol. */
public final class CratesIo implements PackageRepository {
  private static final URI CRATES_IO = URI.create("https://crates.io/");

  @Override
  public String id() {
    return "crates-io";
  }

  @Override
  public List<String> knownNames() {
    return List.of("crates-io");
  }

  @Override
  public Optional<RepositoryTarget> resolve(
      String nameOrUrl, List<Path> files, SpiContext context) {
    if (nameOrUrl.equals("crates-io")) {
      return Optional.of(new RepositoryTarget(id(), "crates-io", CRATES_IO));
    }
    return RegistryUrl.withoutProtocol(id(), nameOrUrl)
        .map(url ->
            new RepositoryTarget(
                id(), url, RegistryUrl.parse(url.endsWith("/") ? url : url + "/")));
  }

  @Override
  public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
    return new CratesClient(new Registry(target), context);
  }
}
