package dev.trustedpublishing.repository.npm;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.config.RegistryLookup;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.repository.npm.model.PublishOptions;
import dev.trustedpublishing.repository.npm.options.Access;
import dev.trustedpublishing.repository.npm.plan.Destination;
import dev.trustedpublishing.repository.npm.tarball.PackedFile;
import dev.trustedpublishing.repository.npm.tarball.TarballReader;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.support.http.RegistryUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * npm registries with trusted publishing. Immutable and thread-safe.
 *
 * <p>Targets are the name {@code npm}, whose address is resolved as npm resolves it, and {@code
 * npm+https://...}. No address is built in, and a bare URL is never an npm registry.
 *
 * <p>npm's options are set on copies, which are passed to the publisher instead of the discovered
 * repository:
 *
 * <pre>{@code
 * TrustedPublisher.builder().repository("npm").with(new NpmRepository().withTag("next"))
 * }</pre>
 */
public final class NpmRepository implements PackageRepository {
  /** The repository's id, and the name whose address is resolved. */
  static final String ID = "npm";

  private final PublishOptions options;

  /** Creates the repository without options; does nothing else. */
  public NpmRepository() {
    this(PublishOptions.none());
  }

  private NpmRepository(PublishOptions options) {
    this.options = options;
  }

  /**
   * Sets the tag that will point to the published version; takes precedence over package.json.
   * Without either it is {@code latest}, which is rejected for prereleases and for versions below
   * an existing one: setting a tag, even {@code latest}, allows both.
   *
   * @param tag a name that is not a version range, such as {@code next}; checked in the plan
   * @return the changed copy
   */
  public NpmRepository withTag(String tag) {
    return new NpmRepository(
        new PublishOptions(
            Optional.of(tag), options.access(), options.provenanceFile(), options.delivery()));
  }

  /**
   * Sets who may install the package; takes precedence over package.json. Without either, the
   * access does not change.
   *
   * @param access the choice
   * @return the changed copy
   */
  public NpmRepository withAccess(Access access) {
    return new NpmRepository(
        new PublishOptions(
            options.tag(), Optional.of(access), options.provenanceFile(), options.delivery()));
  }

  /**
   * Sets an existing Sigstore bundle for the only package that is published. It is checked (single
   * subject, package URL, SHA-512) and attached unchanged; its signature is verified by the
   * registry. Without it, a bundle next to the file is used: {@code FILE.sigstore.json}.
   *
   * @param bundle the file
   * @return the changed copy
   */
  public NpmRepository withProvenanceFile(Path bundle) {
    return new NpmRepository(
        new PublishOptions(
            options.tag(), options.access(), Optional.of(bundle), options.delivery()));
  }

  /**
   * Stages the version: it can't be installed until a maintainer approves it.
   *
   * @return the changed copy
   */
  public NpmRepository staged() {
    return new NpmRepository(
        new PublishOptions(
            options.tag(),
            options.access(),
            options.provenanceFile(),
            PublishOptions.Delivery.STAGE));
  }

  /**
   * {@inheritDoc}
   *
   * @return {@code npm}
   */
  @Override
  public String id() {
    return ID;
  }

  /**
   * {@inheritDoc}
   *
   * @return {@code npm}
   */
  @Override
  public List<String> knownNames() {
    return List.of(ID);
  }

  /**
   * Resolves {@code npm} or {@code npm+URL}. For {@code npm}, the address is that of the first
   * readable package: from its scope, its package.json, variables and {@code .npmrc} files; the
   * plan checks that all others have the same address.
   *
   * @param nameOrUrl {@code npm}, or an https URL (HTTP on a loopback address) with the prefix
   *     {@code npm+}
   * @param files what to publish
   * @param context the variables, and the project's folder
   * @return the target; empty for everything else
   * @throws IllegalArgumentException if it is a URL that can't be that of a registry; the text
   *     never repeats a user name or password
   * @throws TrustedPublishingException {@code usage.no-registry} if no address is configured
   */
  @Override
  public Optional<RepositoryTarget> resolve(
      String nameOrUrl, List<Path> files, SpiContext context) {
    if (nameOrUrl.equals(ID)) {
      return Optional.of(target(ID, lookedUp(files, context)));
    }
    return RegistryUrl.withoutProtocol(ID, nameOrUrl)
        .map(RegistryAddress::parse)
        .map(address -> target(address.toString(), address));
  }

  /** {@inheritDoc} */
  @Override
  public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
    Optional<RegistryLookup> lookup =
        target.name().equals(ID) ? Optional.of(RegistryLookup.in(context)) : Optional.empty();
    return new NpmClient(
        new Destination(new RegistryAddress(target.endpoint()), lookup), options, context);
  }

  private static RepositoryTarget target(String name, RegistryAddress address) {
    return new RepositoryTarget(ID, name, address.base());
  }

  private static RegistryAddress lookedUp(List<Path> files, SpiContext context) {
    RegistryLookup lookup = RegistryLookup.in(context);
    return files.stream()
        .flatMap(file -> manifest(file, context).stream())
        .findFirst()
        .map(manifest -> lookup.of(name(manifest), manifest))
        .orElseGet(lookup::usual);
  }

  private static PackageName name(JsonObject manifest) {
    return new PackageName(manifest.members().get("name") instanceof String name ? name : "");
  }

  /** The plan reports unreadable files, with all other problems. */
  private static Optional<JsonObject> manifest(Path path, SpiContext context) {
    ArchiveFile file = PackedFile.of(path);
    if (!PackedFile.isNamedLikePackage(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TarballReader(file, context.json()).readManifest());
    } catch (InvalidFileException | IOException e) {
      return Optional.empty();
    }
  }
}
