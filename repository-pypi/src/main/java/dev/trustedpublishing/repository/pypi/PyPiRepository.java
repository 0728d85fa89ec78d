package dev.trustedpublishing.repository.pypi;

import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.repository.pypi.endpoint.UploadUrl;
import dev.trustedpublishing.support.http.RegistryUrl;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * PyPI, TestPyPI and every index that takes uploads in the same way. Stateless and thread-safe.
 *
 * <p>Targets are the names {@code pypi} and {@code testpypi}, or the upload URL of an index. Which
 * indexes know trusted publishing is asked when it matters, at {@code /_/oidc/audience} (Warehouse,
 * oidc/views.py).
 */
public final class PyPiRepository implements PackageRepository {
  /** The repository's id. */
  public static final String ID = RegistryEndpoints.ID;

  private final OptionalLong fileLimit;

  /** Creates the repository; does nothing else. */
  public PyPiRepository() {
    this(OptionalLong.empty());
  }

  private PyPiRepository(OptionalLong fileLimit) {
    this.fileLimit = fileLimit;
  }

  /**
   * Creates the repository with a limit of one's own for files, which refuses larger ones in the
   * plan. Without it PyPI's usual limit (100 MiB) is a warning, because a project may have been
   * given a higher one (Warehouse, forklift/legacy.py). Given to the publisher, it stands in for
   * the one that is found.
   *
   * @param bytes the largest file that is taken, in bytes; at least 1
   * @return the repository
   * @throws IllegalArgumentException if it is less than 1
   */
  public static PyPiRepository withFileLimit(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(
          "The limit for files must be at least 1 byte, found " + bytes + ".");
    }
    return new PyPiRepository(OptionalLong.of(bytes));
  }

  /**
   * {@inheritDoc}
   *
   * @return {@code pypi}
   */
  @Override
  public String id() {
    return ID;
  }

  /**
   * {@inheritDoc}
   *
   * @return {@code pypi} and {@code testpypi}
   */
  @Override
  public List<String> knownNames() {
    return RegistryEndpoints.wellKnown().stream().map(RegistryEndpoints::name).toList();
  }

  /**
   * Turns a name or an upload URL into a target. The upload URLs of PyPI and TestPyPI become the
   * targets of these names; a missing slash behind {@code /legacy} is added, because PyPI would
   * redirect and a redirect is never followed with a credential.
   *
   * @param nameOrUrl {@code pypi}, {@code testpypi}, or an https URL (http on a loopback address),
   *     also with {@code pypi+} in front
   * @param files are not looked at
   * @param context is not used
   * @return the target; empty for other names and for URLs of other schemes
   * @throws IllegalArgumentException if it is a URL that can't be the upload URL of an index; the
   *     text says which one is meant, and never repeats a user name or password
   */
  @Override
  public Optional<RepositoryTarget> resolve(
      String nameOrUrl, List<Path> files, SpiContext context) {
    Optional<RegistryEndpoints> named =
        RegistryEndpoints.wellKnown().stream()
            .filter(known -> known.name().equals(nameOrUrl))
            .findFirst();
    return named
        .map(known -> new RepositoryTarget(ID, known.name(), known.upload()))
        .or(() ->
            UploadUrl.parse(RegistryUrl.withoutProtocol(ID, nameOrUrl).orElse(nameOrUrl))
                .map(UploadUrl::target));
  }

  /** {@inheritDoc} */
  @Override
  public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
    return new PyPiClient(RegistryEndpoints.of(target), fileLimit, context);
  }
}
