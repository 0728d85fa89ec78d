package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.artifact.RepositoryTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Implements the protocol of one kind of package registry. Found by {@link
 * java.util.ServiceLoader}; needs a public constructor without parameters that does no work.
 * Implementations are stateless and thread-safe.
 */
public interface PackageRepository {
  /**
   * Returns the repository's stable id, which is also the name of its protocol. Two repositories
   * with the same id are an error that names both jars.
   *
   * @return lower-case letters, digits, and hyphens: {@code pypi}
   */
  String id();

  /**
   * Returns the names of the well-known registries of this repository, for messages.
   *
   * @return such as {@code pypi} and {@code testpypi}; may be empty
   */
  List<String> knownNames();

  /**
   * Resolves a name or URL to a target. Uses no network. If the job or the package configures the
   * URL, it may read the job's variables, configuration files, and the packages; an unreadable
   * package is not a failure of this method: the plan reports it.
   *
   * @param nameOrUrl a well-known name in lower case; an absolute URL; or {@code id+URL}, where the
   *     user named this repository's protocol. A repository that accepts every bare URL makes bare
   *     URLs ambiguous: accept only those that are recognized, and {@code id+URL} always
   * @param files the files to publish, for repositories whose URL depends on them; may be empty
   * @param context the environment, clock, processes, HTTP, and JSON
   * @return the target; empty if this repository does not support the name or URL
   * @throws IllegalArgumentException if the URL is meant for this repository but invalid; the text
   *     with the reason
   * @throws dev.trustedpublishing.api.TrustedPublishingException if the name is known, but no URL
   *     is configured for it
   */
  Optional<RepositoryTarget> resolve(String nameOrUrl, List<Path> files, SpiContext context);

  /**
   * Creates a client for one run. Does no work yet.
   *
   * @param target the registry, as {@link #resolve} returned it
   * @param context the environment, clock, processes, HTTP, and JSON
   * @return the client
   */
  RepositoryClient connect(RepositoryTarget target, SpiContext context);
}
