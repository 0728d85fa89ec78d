package dev.trustedpublishing.testkit;

import dev.trustedpublishing.testkit.ci.EmbeddedCircleCi;
import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import dev.trustedpublishing.testkit.registry.npm.NpmRegistry;
import dev.trustedpublishing.testkit.registry.pypi.PyPiRegistry;
import dev.trustedpublishing.testkit.sigstore.SigstoreInstance;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The issuers of a sandbox, and what trusts them. Immutable.
 *
 * @param servers the servers
 * @param clock the clock of all parts
 * @param trust the certificate of the server; empty without HTTPS
 * @param github the issuer that imitates GitHub Actions
 * @param gitlab the issuer that imitates GitLab
 */
record SandboxParts(
    SandboxServers servers,
    Clock clock,
    Optional<SSLContext> trust,
    OidcIssuer github,
    OidcIssuer gitlab) {

  private static final String GITHUB_PATH = "/oidc";
  private static final String GITLAB_PATH = "/gitlab";
  private static final String NPM_PATH = "/npm";
  private static final String SIGSTORE_PATH = "/sigstore";

  /**
   * Clients expect the exchange at the server's root, whatever the registry's path (npm CLI,
   * lib/utils/oidc.js).
   */
  private static final String NPM_EXCHANGE = "/-/npm/v1/oidc";

  static SandboxParts of(
      SandboxServers servers, Clock clock, @Nullable LoopbackCertificate certificate) {
    return new SandboxParts(
        servers,
        clock,
        Optional.ofNullable(certificate).map(LoopbackCertificate::context),
        new OidcIssuer(URI.create(servers.uri() + GITHUB_PATH), clock),
        new OidcIssuer(URI.create(servers.uri() + GITLAB_PATH), clock));
  }

  PyPiRegistry.Builder pypi(Optional<String> trustedRoot) {
    PyPiRegistry.Builder registry =
        PyPiRegistry.at(servers.uri())
            .clock(clock)
            .githubIssuer(github.issuer())
            .gitlabIssuer(gitlab.issuer());
    trust.ifPresent(registry::trusting);
    trustedRoot.ifPresent(registry::trustedRoot);
    return registry;
  }

  NpmRegistry.Builder npm(Optional<String> trustedRoot) {
    NpmRegistry.Builder registry =
        NpmRegistry.at(URI.create(servers.uri() + NPM_PATH))
            .clock(clock)
            .githubIssuer(github.issuer())
            .gitlabIssuer(gitlab.issuer())
            .circleciIssuers(URI.create(servers.plain().uri() + EmbeddedCircleCi.PATH));
    trust.ifPresent(registry::trusting);
    trustedRoot.ifPresent(registry::trustedRoot);
    return registry;
  }

  SigstoreInstance sigstore() {
    SigstoreInstance.Builder instance =
        SigstoreInstance.at(URI.create(servers.uri() + SIGSTORE_PATH))
            .clock(clock)
            .githubIssuer(github.issuer())
            .gitlabIssuer(gitlab.issuer());
    trust.ifPresent(instance::trusting);
    return instance.build();
  }

  void mount(Sandbox sandbox) {
    sandbox.mount(GITHUB_PATH, github);
    sandbox.mount(GITLAB_PATH, gitlab);
    sandbox.mount("", sandbox.pypi());
    sandbox.mount(NPM_PATH, sandbox.npm());
    sandbox.mount(NPM_EXCHANGE, sandbox.npm());
    sandbox.sigstoreIfAny().ifPresent(instance -> sandbox.mount(SIGSTORE_PATH, instance));
  }
}
