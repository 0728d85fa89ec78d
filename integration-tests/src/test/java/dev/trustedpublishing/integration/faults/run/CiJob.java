package dev.trustedpublishing.integration.faults.run;

import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.settings.TokenSource;
import dev.trustedpublishing.integration.faults.injection.Registry;
import dev.trustedpublishing.integration.faults.injection.Route;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.integration.faults.injection.TestEnvironment;
import dev.trustedpublishing.provider.github.GitHubActions;
import dev.trustedpublishing.provider.gitlab.GitLabCi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a CI system gives to a job.
 *
 * @param environment its variables
 * @param file where its identity token is, if the caller has to say so
 * @param tokens the identity tokens that it has from the start
 * @param requestToken what it asks for identity tokens with
 */
record CiJob(
    Map<String, String> environment,
    Optional<Path> file,
    Set<String> tokens,
    Optional<String> requestToken) {
  private static final String REQUEST_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

  /**
   * Starts a job.
   *
   * @param audience what an identity token that exists already is for
   * @param issuer the address that the job knows instead of the issuer's, for what it asks there
   */
  public static CiJob start(RunPlan plan, TestEnvironment shared, String audience, URI issuer)
      throws IOException {
    boolean npm = plan.registry() == Registry.NPM;
    return switch (plan.ci()) {
      case GITHUB -> onGitHub(shared, issuer);
      case GITLAB -> onGitLab(shared, npm ? "NPM_ID_TOKEN" : "PYPI_ID_TOKEN", audience);
      case FILE -> withFile(shared, audience);
    };
  }

  private static CiJob onGitHub(TestEnvironment shared, URI issuer) {
    Map<String, String> environment = new HashMap<>();
    shared
        .issuer()
        .environment(shared.job())
        .forEach((name, value) ->
            environment.put(name, value.replace(shared.server().toString(), issuer.toString())));
    return new CiJob(
        environment,
        Optional.empty(),
        Set.of(),
        Optional.ofNullable(environment.get(REQUEST_TOKEN)));
  }

  private static CiJob onGitLab(TestEnvironment shared, String variable, String audience) {
    Map<String, String> environment =
        shared.issuer().environment(shared.gitLabJob(), Map.of(variable, audience));
    String token = environment.getOrDefault(variable, "");
    return new CiJob(environment, Optional.empty(), Set.of(token), Optional.empty());
  }

  private static CiJob withFile(TestEnvironment shared, String audience) throws IOException {
    String token = shared.issuer().token(shared.job(), audience);
    // Only for its owner, as everything in a new folder for temporary files.
    Path file = Files.createTempFile(shared.newFolder(), "identity", ".jwt");
    Files.writeString(file, token);
    return new CiJob(Map.of(), Optional.of(file), Set.of(token), Optional.empty());
  }

  /** A publisher in this job. */
  public TrustedPublisherBuilder publisher() {
    TrustedPublisherBuilder builder =
        TrustedPublisher.builder()
            .withoutDiscovery()
            .with(GitHubActions.trusting("127.0.0.1", Route.ISSUER_NAME))
            .with(new GitLabCi())
            .environment(environment);
    file.ifPresent(path -> builder.identityToken(TokenSource.file(path)));
    return builder;
  }
}
