package dev.trustedpublishing.cli.publish;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that only npm registries know. */
final class NpmArguments {
  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description =
          "npm only: the tag that will point to the version. Without: what the package.json says, else"
              + " latest, which prereleases and versions below the highest don't get by themselves.")
  private @Nullable String tag;

  @Option(
      names = "--access",
      paramLabel = "WHO",
      description =
          "npm only: who may install it, one of ${COMPLETION-CANDIDATES}. Without: what the"
              + " package.json says, else what the package has.")
  private @Nullable AccessRule access;

  @Option(
      names = "--provenance-file",
      paramLabel = "FILE",
      description =
          "npm only: a ready Sigstore bundle that vouches for the one package that is published."
              + " Without: a bundle beside it, in FILE.sigstore.json.")
  private @Nullable Path provenanceFile;

  @Option(
      names = "--stage",
      description = "npm only: a maintainer has to approve the version before it can be installed.")
  private boolean stage;

  /**
   * Collects them.
   *
   * @param folder what relative paths start from
   */
  NpmChoice choice(Path folder) {
    return new NpmChoice(
        Optional.ofNullable(tag),
        Optional.ofNullable(access),
        Optional.ofNullable(provenanceFile).map(folder::resolve),
        stage);
  }
}
