package dev.trustedpublishing.cli.publish;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.cli.shell.UsageError;
import dev.trustedpublishing.repository.npm.NpmRepository;
import dev.trustedpublishing.repository.npm.options.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for npm registries only. */
final class NpmOptions {
  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description =
          "npm only: the tag of the version. Default: from the package.json, otherwise latest,"
              + " except for prereleases and versions below the highest, which need an explicit"
              + " tag.")
  private @Nullable String tag;

  @Option(
      names = "--access",
      paramLabel = "WHO",
      description =
          "npm only: who may install it, one of ${COMPLETION-CANDIDATES}. Default: from the"
              + " package.json, otherwise unchanged.")
  private @Nullable Access access;

  @Option(
      names = "--provenance-file",
      paramLabel = "FILE",
      description =
          "npm only: an existing Sigstore bundle for the one package to publish. Default: a bundle"
              + " next to it, FILE.sigstore.json.")
  private @Nullable Path provenanceFile;

  @Option(
      names = "--stage",
      description = "npm only: a maintainer must approve the version before it can be installed.")
  private boolean stage;

  static boolean isNpm(String repository) {
    String text = repository.strip().toLowerCase(Locale.ROOT);
    return text.equals("npm") || text.startsWith("npm+");
  }

  /**
   * Returns the npm repository with these options, if one is set.
   *
   * @param repository the repository as written
   * @param folder the base of relative paths
   * @throws TrustedPublishingException {@code usage.invalid-option} if it is not an npm registry
   */
  Optional<PackageRepository> configured(String repository, Path folder) {
    List<String> given = given();
    if (given.isEmpty()) {
      return Optional.empty();
    }
    if (!isNpm(repository)) {
      String names = String.join(" and ", given);
      throw UsageError.of(
          UsageError.option(
                  names
                      + (given.size() == 1 ? " is an option" : " are options")
                      + " for npm registries only.")
              .found(
                  "the repository '"
                      + SafeText.shown(repository.replaceAll("//[^/]*@", "//"))
                      + "'")
              .expected("--repository npm, or --repository npm+https://...")
              .remedy("Omit " + names + ", or name an npm registry."));
    }
    NpmRepository npm = stage ? new NpmRepository().staged() : new NpmRepository();
    npm = tag == null ? npm : npm.withTag(tag);
    npm = access == null ? npm : npm.withAccess(access);
    return Optional.of(
        provenanceFile == null ? npm : npm.withProvenanceFile(folder.resolve(provenanceFile)));
  }

  private List<String> given() {
    return Stream.of(
            tag == null ? "" : "--tag",
            access == null ? "" : "--access",
            provenanceFile == null ? "" : "--provenance-file",
            stage ? "--stage" : "")
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
