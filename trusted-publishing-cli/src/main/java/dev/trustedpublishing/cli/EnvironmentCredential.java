package dev.trustedpublishing.cli;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublishing;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The user and the password that the environment holds. Only the environment: everybody on a
 * machine can read its command lines. Our own variables count before twine's; a user of one pair
 * never goes with the password of the other.
 *
 * @param variable the variable that holds the password
 * @param user the user name; {@code __token__} where none is given
 * @param password the password
 */
record EnvironmentCredential(String variable, String user, Secret password) {
  private static final String USUAL_USER = "__token__";
  private static final List<String> PREFIXES = List.of("TRUSTED_PUBLISH_", "TWINE_");

  static Optional<EnvironmentCredential> in(Map<String, String> environment) {
    return PREFIXES.stream()
        .filter(prefix -> !environment.getOrDefault(prefix + "PASSWORD", "").isBlank())
        .findFirst()
        .map(prefix -> of(prefix, environment));
  }

  /** Tells the publisher the rule, and the credential where the rule allows one. */
  static void apply(
      IdentityRule rule, Map<String, String> environment, TrustedPublisher.Builder builder) {
    Optional<EnvironmentCredential> found = in(environment);
    if (rule == IdentityRule.ALWAYS) {
      found.ifPresent(EnvironmentCredential::refuse);
    } else if (rule == IdentityRule.NEVER && found.isEmpty()) {
      throw refused(missing());
    }
    builder.trustedPublishing(TrustedPublishing.valueOf(rule.name()));
    found.ifPresent(each -> builder.storedCredential(each.user, each.password));
  }

  private static EnvironmentCredential of(String prefix, Map<String, String> environment) {
    String user = environment.getOrDefault(prefix + "USERNAME", "");
    return new EnvironmentCredential(
        prefix + "PASSWORD",
        user.isBlank() ? USUAL_USER : user,
        Secret.of(environment.getOrDefault(prefix + "PASSWORD", "")));
  }

  private void refuse() {
    throw refused(
        Problem.of(
                ErrorCode.USAGE_INVALID_OPTION,
                "The environment holds a stored credential, and trusted publishing is always to be"
                    + " used.")
            .found(variable + " together with --trusted-publishing always, which is the default")
            .wanted("one of the two")
            .remedy(
                "Delete "
                    + variable
                    + " from this job. Or choose --trusted-publishing automatic to use it where no CI"
                    + " system is present, or --trusted-publishing never to use nothing else."));
  }

  private static Problem missing() {
    return Problem.of(
            ErrorCode.USAGE_INVALID_OPTION,
            "There is nothing to publish with: trusted publishing is never to be used.")
        .found(
            "--trusted-publishing never, and neither TRUSTED_PUBLISH_PASSWORD nor TWINE_PASSWORD")
        .wanted("a password in the environment")
        .remedy(
            "Set TRUSTED_PUBLISH_PASSWORD (and TRUSTED_PUBLISH_USERNAME, unless it is "
                + USUAL_USER
                + "), or leave --trusted-publishing never out.");
  }

  private static TrustedPublishingException refused(Problem problem) {
    return TrustedPublishingException.during(Stage.PLAN, problem).build();
  }
}
