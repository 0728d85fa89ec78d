package dev.trustedpublishing.cli.job;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that choose the registry, the identity, and what can be chosen from. */
public final class JobOptions {
  @Option(
      names = "--repository",
      paramLabel = "NAME|URL",
      description =
          "pypi, testpypi, an upload URL, a repository of .pypirc, npm (whose URL is looked up as"
              + " npm does it), or npm+URL. Default: TRUSTED_PUBLISH_REPOSITORY (or"
              + " TWINE_REPOSITORY_URL, UV_PUBLISH_URL, TWINE_REPOSITORY), otherwise pypi.")
  @Nullable String repository;

  @Option(
      names = "--identity-provider",
      paramLabel = "ID",
      description = "The identity provider, such as github. Default: the detected one.")
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
      description = "Read the identity token from this file, again for each exchange.")
  @Nullable Path identityTokenFile;

  @Option(
      names = "--identity-command",
      paramLabel = "COMMAND",
      description =
          "Run this program for each identity token, such as 'tool --audience {audience}'. It"
              + " prints the token on its last line within 30 s. Quotes work as in a shell, but no"
              + " shell runs it.")
  @Nullable String identityCommand;

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      description =
          "The only audience that the registry may ask for. Default: its own host, or with a"
              + " warning, any that no other known service uses.")
  @Nullable String audience;

  @Option(
      names = "--sigstore",
      paramLabel = "FILE",
      description =
          "The Sigstore instance that signs attestations: a client trust configuration with"
              + " trustedRoot and signingConfig. Default: the public instance.")
  @Nullable Path sigstore;

  @Option(
      names = "--keep-attestations",
      paramLabel = "DIR",
      description =
          "Keep a copy of each new attestation in this folder, and trusted_root.json, so that other"
              + " tools can verify them.")
  @Nullable Path keptAttestations;

  @Mixin PluginOptions plugins = new PluginOptions();
}
