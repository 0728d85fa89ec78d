package dev.trustedpublishing.core.context;

import dev.trustedpublishing.api.CiEnvironment;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the web page of the CI job of a run. */
public final class CiRun {
  private static final int MAX_LENGTH = 500;

  /** GitLab, Buildkite, CircleCI, Jenkins: each has the URL in one variable. */
  private static final List<String> VARIABLES =
      List.of("CI_JOB_URL", "BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL", "BUILD_URL");

  private CiRun() {}

  /** Returns the page's URL; empty if there is none, or none that is printable. */
  public static Optional<URI> page(CiEnvironment environment) {
    return Stream.concat(
            gitHub(environment).stream(),
            VARIABLES.stream().flatMap(name -> environment.get(name).stream()))
        .flatMap(text -> printable(text).stream())
        .findFirst();
  }

  private static Optional<String> gitHub(CiEnvironment environment) {
    List<String> parts =
        Stream.of("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
            .flatMap(name -> environment.get(name).stream())
            .toList();
    if (parts.size() < 3) {
      return Optional.empty();
    }
    String attempt =
        environment.get("GITHUB_RUN_ATTEMPT").map(number -> "/attempts/" + number).orElse("");
    return Optional.of(
        parts.get(0) + "/" + parts.get(1) + "/actions/runs/" + parts.get(2) + attempt);
  }

  private static Optional<URI> printable(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      boolean harmless =
          web
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && text.length() <= MAX_LENGTH;
      return harmless ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      // An invalid URL counts as absent.
      return Optional.empty();
    }
  }
}
