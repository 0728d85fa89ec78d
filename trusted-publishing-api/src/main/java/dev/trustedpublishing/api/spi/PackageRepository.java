package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.artifact.RepositoryTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Speaks the protocol of one kind of package registry. Found by {@link java.util.ServiceLoader};
 * needs a public constructor without parameters that does no work. Implementations are stateless
 * and thread-safe.
 */
public interface PackageRepository {
  /**
   * Returns the repository's stable id, which is also the name of its protocol. Two repositories
   * with one id are an error that names both jars.
   *
   * @return lower-case letters, digits and hyphens: {@code pypi}
   */
  String id();

  /**
   * Returns the names of the registries that this repository knows by heart, for messages.
   *
   * @return such as {@code pypi} and {@code testpypi}; may be empty
   */
  List<String> knownNames();

  /**
   * Turns what the user wrote into a target. Touches no network. Where a name stands for an address
   * that the job or the package says, it may look at the job's variables, at configuration files
   * and into the packages; a package that can't be read is no failure here, the plan tells.
   *
   * @param nameOrUrl a well-known name in lower case; an absolute URL; or {@code id+URL}, where the
   *     user named this repository's protocol. A repository that takes every bare URL makes bare
   *     URLs ambiguous for everybody: take those that are recognized, and {@code id+URL} always
   * @param files what is to be published, for repositories whose address depends on it; may be
   *     empty
   * @param context everything that touches the world
   * @return the target; empty if this repository does not know the name or can't speak to the URL
   * @throws IllegalArgumentException if it is a URL that is meant for this repository but can't be
   *     used; the text says why
   * @throws dev.trustedpublishing.api.TrustedPublishingException if the name is known, but no
   *     address can be found for it
   */
  Optional<RepositoryTarget> resolve(String nameOrUrl, List<Path> files, SpiContext context);

  /**
   * Makes a client for one run. Touches nothing yet.
   *
   * @param target the registry, as {@link #resolve} returned it
   * @param context everything that touches the world
   * @return the client
   */
  RepositoryClient connect(RepositoryTarget target, SpiContext context);
}
