package dev.trustedpublishing.cli.publish;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.cli.job.Pypirc;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rule for trusted publishing, and the stored credential that it may allow: from the
 * environment or {@code .pypirc}, never from the command line, which everybody on a machine can
 * read. Our own variables count before those of other tools; a user of one pair never goes with the
 * password of another.
 *
 * @param environment the variables
 * @param repository the name that was asked for, which may be one of {@code .pypirc}
 * @param pypirc the repositories of the user
 */
record CredentialRule(Map<String, String> environment, String repository, Pypirc pypirc) {
  private static final String USUAL_USER = "__token__";
  private static final String RULE = "TRUSTED_PUBLISH_RULE";

  /** A variable with a password, and the one with the user that goes with it. */
  private record Pair(String password, String user) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("TRUSTED_PUBLISH_PASSWORD", "TRUSTED_PUBLISH_USERNAME"),
          new Pair("TWINE_PASSWORD", "TWINE_USERNAME"),
          new Pair("UV_PUBLISH_TOKEN", ""),
          new Pair("UV_PUBLISH_PASSWORD", "UV_PUBLISH_USERNAME"));

  /** Tells the publisher the rule, and the credential where the rule allows one. */
  void apply(Optional<IdentityRule> written, TrustedPublisherBuilder builder) {
    IdentityRule rule = written.orElseGet(this::ofVariable);
    List<Pair> found = PAIRS.stream().filter(pair -> !value(pair.password).isEmpty()).toList();
    builder.trustedPublishing(TrustedPublishing.valueOf(rule.name()));
    if (rule == IdentityRule.ALWAYS) {
      refuse(found);
      return;
    }
    if (!found.isEmpty()) {
      Pair first = found.get(0);
      builder.storedCredential(
          value(first.user).isEmpty() ? USUAL_USER : value(first.user),
          // As it is: a line break at its end is an error that explains itself.
          Secret.of(environment.getOrDefault(first.password, "")));
    } else if (pypirc.password(repository).isPresent()) {
      builder.storedCredential(
          pypirc.user(repository).orElse(USUAL_USER), Secret.of(pypirc.password(repository).get()));
    } else if (rule == IdentityRule.NEVER) {
      throw refused(missing());
    }
  }

  private String value(String variable) {
    return environment.getOrDefault(variable, "").strip();
  }

  private IdentityRule ofVariable() {
    String written = value(RULE);
    if (written.isEmpty()) {
      return IdentityRule.ALWAYS;
    }
    return Arrays.stream(IdentityRule.values())
        .filter(rule -> rule.toString().equals(written.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            refused(
                Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The variable " + RULE + " has no rule.")
                    .found("'" + SafeText.shown(written) + "'")
                    .expected("one of always, automatic, never")
                    .remedy("Correct the variable, or unset it for 'always'.")));
  }

  private static void refuse(List<Pair> found) {
    if (found.isEmpty()) {
      return;
    }
    String names = found.stream().map(Pair::password).collect(Collectors.joining(", "));
    throw refused(
        Problem.of(
                ErrorCode.USAGE_INVALID_OPTION,
                "The environment holds a stored credential, and trusted publishing is always to be"
                    + " used.")
            .found(names + " together with --trusted-publishing always, which is the default")
            .expected("one of the two")
            .remedy(
                "Delete "
                    + names
                    + " from this job. Or choose --trusted-publishing automatic to use it where no CI"
                    + " system is present, or --trusted-publishing never to use nothing else."));
  }

  private static Problem missing() {
    String names = PAIRS.stream().map(Pair::password).skip(1).collect(Collectors.joining(", "));
    return Problem.of(
            ErrorCode.USAGE_INVALID_OPTION,
            "There is nothing to publish with: trusted publishing is never to be used.")
        .found(
            "--trusted-publishing never, and neither TRUSTED_PUBLISH_PASSWORD nor "
                + names
                + " nor a password in .pypirc")
        .expected("a password in the environment")
        .remedy(
            "Set TRUSTED_PUBLISH_PASSWORD (and TRUSTED_PUBLISH_USERNAME, unless it is "
                + USUAL_USER
                + "), or leave --trusted-publishing never out.");
  }

  private static TrustedPublishingException refused(Problem problem) {
    return TrustedPublishingException.builder(Stage.PLAN, problem).build();
  }

  /** Says nothing: the environment holds secrets. */
  @Override
  public String toString() {
    return "CredentialRule";
  }
}
