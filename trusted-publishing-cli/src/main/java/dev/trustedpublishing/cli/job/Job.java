package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.attestation.sigstore.SigstoreAttestor;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.cli.shell.UsageError;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.settings.TokenSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The combined settings from the options and the environment of a CI job. Variables of other tools
 * that mean the same as ours are read as well (docs/migrating.md).
 */
public final class Job {
  private static final String DEFAULT_REPOSITORY = "pypi";
  private static final String CERTIFICATES = "SSL_CERT_FILE";
  private static final List<String> PACKAGES = List.of(".whl", ".tar.gz", ".tgz");

  /** twine lets the URL win over the name. */
  private static final List<String> REPOSITORY_VARIABLES =
      List.of(
          "TRUSTED_PUBLISH_REPOSITORY",
          "TWINE_REPOSITORY_URL",
          "UV_PUBLISH_URL",
          "TWINE_REPOSITORY");

  private final Shell shell;
  private final JobOptions options;
  private final Pypirc pypirc;

  public Job(Shell shell, JobOptions options) {
    this.shell = shell;
    this.options = options;
    this.pypirc = Pypirc.ofUser(shell.environment());
  }

  public Pypirc pypirc() {
    return pypirc;
  }

  /** The name or address of the repository as it was written. */
  public String repositoryName() {
    return Optional.ofNullable(options.repository)
        .orElseGet(() ->
            REPOSITORY_VARIABLES.stream()
                .map(this::variable)
                .filter(value -> !value.isBlank())
                .findFirst()
                .orElse(DEFAULT_REPOSITORY));
  }

  /** The repository to publish to; for a name in {@code .pypirc}, its address. */
  public String repository() {
    String name = repositoryName();
    if (!name.contains("://") && PACKAGES.stream().anyMatch(name::endsWith)) {
      throw UsageError.of(
          UsageError.option("--repository names a file.")
              .found("'" + SafeText.shown(name) + "'")
              .expected("the name or URL of a repository")
              .remedy("Write both, such as: --repository pypi " + SafeText.shown(name)));
    }
    return pypirc.address(name).orElse(name);
  }

  /** The variables, with twine's certificates if this library's variable is not set. */
  public Map<String, String> environment() {
    Map<String, String> all = new LinkedHashMap<>(shell.environment());
    if (variable(CERTIFICATES).isBlank() && !variable("TWINE_CERT").isBlank()) {
      all.put(CERTIFICATES, variable("TWINE_CERT"));
    }
    return all;
  }

  /** Creates a builder with the registry, the environment and the identity. */
  public TrustedPublisherBuilder publisher() {
    TrustedPublisherBuilder builder =
        TrustedPublisher.builder()
            .repository(repository())
            .environment(environment())
            .folder(shell.folder());
    if (options.identityProvider != null) {
      builder.identityProvider(options.identityProvider);
    }
    Path tokenFile =
        options.identityTokenFile == null
            ? null
            : shell.folder().resolve(options.identityTokenFile);
    TokenSource.oneOf(options.identityTokenVariable, tokenFile, options.identityCommand)
        .ifPresent(builder::identityToken);
    options.plugins.loader(shell).ifPresent(builder::discoverWith);
    if (options.sigstore != null || options.keptAttestations != null) {
      builder.with(attestor());
    }
    if (options.audience != null) {
      builder.audience(options.audience);
    }
    return builder;
  }

  private SigstoreAttestor attestor() {
    SigstoreAttestor attestor =
        options.sigstore == null
            ? new SigstoreAttestor()
            : SigstoreAttestor.at(shell.folder().resolve(options.sigstore));
    return options.keptAttestations == null
        ? attestor
        : attestor.keepingCopies(shell.folder().resolve(options.keptAttestations));
  }

  private String variable(String name) {
    return shell.environment().getOrDefault(name, "");
  }
}
