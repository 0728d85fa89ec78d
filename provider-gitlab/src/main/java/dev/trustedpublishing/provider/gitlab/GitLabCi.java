package dev.trustedpublishing.provider.gitlab;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.SpiContext;
import java.util.Optional;

/**
 * GitLab CI/CD, on gitlab.com and on self-managed instances. A job declares its identity tokens in
 * {@code .gitlab-ci.yml} and finds them in variables when it starts; none can be created later. So
 * the provider is available on every GitLab job, and an undeclared token is reported when the
 * audience is known. GitLab masks these variables in its logs. Stateless and thread-safe.
 */
public final class GitLabCi implements IdentityProvider {
  private final Optional<String> variable;

  /** Creates the provider; for {@link java.util.ServiceLoader}. */
  public GitLabCi() {
    this(Optional.empty());
  }

  private GitLabCi(Optional<String> variable) {
    this.variable = variable;
  }

  /**
   * Creates a provider that reads a custom variable first.
   *
   * @param name the variable's name, as declared under {@code id_tokens}
   * @return the provider, to be passed to a publisher {@code with(...)}
   */
  public static GitLabCi withVariable(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("The variable name must not be blank.");
    }
    return new GitLabCi(Optional.of(name));
  }

  @Override
  public String id() {
    return "gitlab";
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return environment.is("GITLAB_CI", "true")
        ? new Detection.Available("GitLab CI/CD")
        : new Detection.Absent("GITLAB_CI=true");
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    return new DeclaredTokens(TokenVariables.candidates(variable, request), request, context)
        .first();
  }
}
