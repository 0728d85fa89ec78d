package dev.trustedpublishing.cli.job;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose the registry and the identity. */
public final class JobOptions {
  @Option(
      names = "--repository",
      paramLabel = "NAME|URL",
      description =
          "pypi, testpypi, the URL that uploads are sent to, a repository of .pypirc, npm (whose address"
              + " is looked up as npm does it), or npm+URL. Default: what TRUSTED_PUBLISH_REPOSITORY (or"
              + " TWINE_REPOSITORY_URL, UV_PUBLISH_URL, TWINE_REPOSITORY) says, else pypi.")
  @Nullable String repository;

  @Option(
      names = "--identity-provider",
      paramLabel = "ID",
      description =
          "The CI system that provides the identity, such as github. Default: the one that is detected.")
  @Nullable String identityProvider;

  @Option(
      names = "--identity-token-variable",
      paramLabel = "NAME",
      description =
          "Read the identity token from this variable, on a CI system that is not detected.")
  @Nullable String identityTokenVariable;

  @Option(
      names = "--identity-token-file",
      paramLabel = "FILE",
      description =
          "Read the identity token from this file, which is read again for each exchange.")
  @Nullable Path identityTokenFile;
}
