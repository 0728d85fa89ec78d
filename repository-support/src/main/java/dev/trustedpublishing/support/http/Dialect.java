package dev.trustedpublishing.support.http;

import java.util.List;
import java.util.Set;

/**
 * The differences between registries in responses that otherwise mean the same.
 *
 * <p>Immutable.
 *
 * @param rateLimits the statuses of a rate limit
 * @param outageRemedy what to do when the server has an internal error
 * @param slashMatters whether a redirect that only adds a slash is explained as such, because a
 *     user wrote the URL
 * @param messages the JSON members that contain the message, the best first
 * @param wholeText whether all of a text is the message, instead of its title or first line
 */
public record Dialect(
    Set<Integer> rateLimits,
    String outageRemedy,
    boolean slashMatters,
    List<String> messages,
    boolean wholeText) {

  /**
   * The messages of most registries. PyPI: {@code {"message":"...","code":"400
   * <message>","title":"Bad Request"}}; its OIDC endpoints: {@code
   * {"message":"...","errors":[{"code":"...","description":"..."}]}}. Problem details: {@code
   * detail}, {@code title}. Artifactory: {@code {"errors":[{"status":400,"message":"..."}]}}.
   * crates.io: {@code {"errors":[{"detail":"..."}]}}. FastAPI: {@code {"detail":[{"msg":"..."}]}}.
   * GitLab: {@code {"message":"...","error":"..."}}.
   */
  private static final List<String> MESSAGES =
      List.of(
          "code", "errors", "detail", "message", "error_description", "error", "reason", "title");

  /**
   * Returns the usual form of responses, with a remedy for errors of this server.
   *
   * @param outageRemedy what to do when the server has an internal error
   * @return the dialect
   */
  public static Dialect usual(String outageRemedy) {
    return new Dialect(Set.of(429), outageRemedy, true, MESSAGES, false);
  }
}
