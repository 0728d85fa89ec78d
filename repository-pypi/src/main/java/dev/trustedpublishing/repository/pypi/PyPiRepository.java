package dev.trustedpublishing.repository.pypi;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.endpoint.Discovery;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.repository.pypi.endpoint.UploadUrl;
import dev.trustedpublishing.support.http.RegistryUrl;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * PyPI, TestPyPI, and every index with the same upload protocol. Stateless and thread-safe.
 *
 * <p>Targets are the names {@code pypi} and {@code testpypi}, or the upload URL of an index.
 * Whether an index supports trusted publishing is queried when needed, at {@code /_/oidc/audience}
 * (Warehouse, oidc/views.py).
 */
public final class PyPiRepository implements PackageRepository {
  /** The repository's id. */
  public static final String ID = RegistryEndpoints.ID;

  private final OptionalLong fileLimit;
  private final Optional<URI> index;

  /** Creates the repository; does nothing else. */
  public PyPiRepository() {
    this(OptionalLong.empty(), Optional.empty());
  }

  private PyPiRepository(OptionalLong fileLimit, Optional<URI> index) {
    this.fileLimit = fileLimit;
    this.index = index;
  }

  /**
   * Names the simple index that installers read, where it is not next to the upload URL (Nexus,
   * Artifactory, GitLab, Azure Artifacts, and others). After "already exists", and before a file is
   * sent again, the SHA-256 in this index decides. It is read without a credential. PyPI and
   * TestPyPI have indexes of their own, and ignore it.
   *
   * @param url the index, such as {@code https://host/repository/NAME/simple/}
   * @return the changed copy
   * @throws IllegalArgumentException if it can't be the URL of an index; the text never repeats a
   *     user name or password
   */
  public PyPiRepository withIndex(String url) {
    URI simple = RegistryUrl.parse(url);
    if (!Origin.of(simple).isTrustworthy()) {
      throw new IllegalArgumentException(
          "HTTPS only: found "
              + Origin.of(simple)
              + ", and plain HTTP is allowed for the local machine only.");
    }
    String text = simple.toString();
    return new PyPiRepository(
        fileLimit, Optional.of(text.endsWith("/") ? simple : URI.create(text + "/")));
  }

  /**
   * Creates the repository with a separate limit for files, which rejects larger ones in the plan.
   * Without it PyPI's usual limit (100 MiB) is a warning, because a project may have a higher one
   * (Warehouse, forklift/legacy.py). Passed to the publisher, it replaces the discovered one.
   *
   * @param bytes the maximum file size in bytes; at least 1
   * @return the repository
   * @throws IllegalArgumentException if it is less than 1
   */
  public static PyPiRepository withFileLimit(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(
          "The file size limit must be at least 1 byte, found " + bytes + ".");
    }
    return new PyPiRepository(OptionalLong.of(bytes), Optional.empty());
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
   * Resolves a name or an upload URL. The upload URLs of PyPI and TestPyPI become the targets of
   * these names; a missing slash after {@code /legacy} is added, because PyPI would redirect and a
   * redirect is never followed with a credential.
   *
   * @param nameOrUrl {@code pypi}, {@code testpypi}, or an https URL (HTTP on a loopback address),
   *     optionally with the prefix {@code pypi+}
   * @param files are not used
   * @param context is not used
   * @return the target; empty for other names and for URLs of other schemes
   * @throws IllegalArgumentException if it is a URL that can't be the upload URL of an index; the
   *     text names the expected one, and never repeats a user name or password
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
    RegistryEndpoints known = RegistryEndpoints.of(target);
    // What another index has says nothing about PyPI.
    RegistryEndpoints endpoints =
        index.filter(url -> !known.isWellKnown()).map(known::withIndex).orElse(known);
    return new PyPiClient(endpoints, new Discovery(endpoints, context), fileLimit, context);
  }
}
