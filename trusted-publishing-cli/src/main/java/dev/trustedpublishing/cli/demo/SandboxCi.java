package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.ci.BuildkiteJob;
import dev.trustedpublishing.testkit.ci.CircleCiJob;
import dev.trustedpublishing.testkit.ci.EmbeddedCi;
import dev.trustedpublishing.testkit.ci.GoogleJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.util.Locale;

/** The CI systems that the sandbox can play. */
enum SandboxCi {
  GITHUB("GitHub Actions"),
  GITLAB("GitLab CI/CD"),
  CIRCLECI("CircleCI"),
  BUILDKITE("Buildkite"),
  GOOGLE("Google Cloud");

  private final String title;

  SandboxCi(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Makes a sandbox play this system, with its sample job. */
  Sandbox.Builder in(Sandbox.Builder sandbox) {
    return SampleJob.of(this, sandbox);
  }

  /** Apart, because Java would load the testkit when it verifies this class for a help text. */
  private static final class SampleJob {
    static Sandbox.Builder of(SandboxCi ci, Sandbox.Builder sandbox) {
      return switch (ci) {
        case GITHUB -> sandbox;
        case GITLAB -> sandbox.gitlabJob(GitLabJob.sample());
        case CIRCLECI -> sandbox.ciJob(CircleCiJob.sample());
        case BUILDKITE -> sandbox.ciJob(BuildkiteJob.sample());
        case GOOGLE -> sandbox.ciJob(GoogleJob.sample());
      };
    }
  }

  /** The issuer of the identity tokens in a sandbox that plays this system. */
  OidcIssuer issuer(Sandbox sandbox) {
    OidcIssuer own = this == GITLAB ? sandbox.gitlabIssuer() : sandbox.issuer();
    return sandbox.ci().map(EmbeddedCi::issuer).orElse(own);
  }

  /** Returns the value of {@code --ci}, which is the id of the identity provider. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
