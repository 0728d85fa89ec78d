package dev.trustedpublishing.cli.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which registry and which identity are meant; shared by commands. */
final class JobOptions {
  @Option(
      names = "--repository",
      paramLabel = "NAME|URL",
      description =
          "Which registry: pypi, testpypi, npm, the URL that uploads are sent to, or a repository of"
              + " .pypirc. Without: what the variables say (see docs/migrating.md), else pypi.")
  private @Nullable String repository;

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description =
          "The package to ask for, where the registry gives a token for one package each (npm); may be"
              + " repeated.")
  private List<String> packages = List.of();

  @Option(
      names = "--identity-provider",
      paramLabel = "ID",
      description =
          "The CI system to take the identity from, such as github. Without: the one that is found.")
  private @Nullable String identityProvider;

  @Option(
      names = "--identity-token-variable",
      paramLabel = "NAME",
      description =
          "Take the identity token from this variable, on a CI system that is not found by itself.")
  private @Nullable String identityTokenVariable;

  @Option(
      names = "--identity-token-file",
      paramLabel = "FILE",
      description = "Take the identity token from this file.")
  private @Nullable Path identityTokenFile;

  Optional<String> repository() {
    return Optional.ofNullable(repository);
  }

  List<String> packages() {
    return packages;
  }

  Optional<String> identityProvider() {
    return Optional.ofNullable(identityProvider);
  }

  Optional<String> identityTokenVariable() {
    return Optional.ofNullable(identityTokenVariable);
  }

  Optional<Path> identityTokenFile() {
    return Optional.ofNullable(identityTokenFile);
  }
}
