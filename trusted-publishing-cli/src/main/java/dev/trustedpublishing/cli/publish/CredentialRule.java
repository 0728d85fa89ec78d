package dev.trustedpublishing.cli.publish;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.cli.job.Pypirc;
import dev.trustedpublishing.cli.shell.UsageError;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rule for trusted publishing, and the stored credential that it may allow: from the
 * environment or {@code .pypirc}, never from the command line, which everyone on a machine can
 * read. This tool's variables take precedence over those of other tools; a user of one pair is
 * never combined with the password of another.
 *
 * @param environment the variables
 * @param repository the configured name, which may be one of {@code .pypirc}
 * @param pypirc the repositories of the user
 */
record CredentialRule(Map<String, String> environment, String repository, Pypirc pypirc) {
  private static final String DEFAULT_USER = "__token__";
  private static final String OPTION = "--trusted-publishing";
  private static final String VARIABLE = "TRUSTED_PUBLISH_RULE";

  /** A variable with a password, and the one with its user. */
  private record Pair(String password, String user) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("TRUSTED_PUBLISH_PASSWORD", "TRUSTED_PUBLISH_USERNAME"),
          new Pair("TWINE_PASSWORD", "TWINE_USERNAME"),
          new Pair("UV_PUBLISH_TOKEN", ""),
          new Pair("UV_PUBLISH_PASSWORD", "UV_PUBLISH_USERNAME"));

  /** Sets the rule, and the credential if the rule allows one. */
  void apply(@Nullable String option, TrustedPublisherBuilder builder) {
    TrustedPublishing rule = option == null ? ofVariable() : parse("option " + OPTION, option);
    List<Pair> found = PAIRS.stream().filter(pair -> !value(pair.password).isEmpty()).toList();
    builder.trustedPublishing(rule);
    if (rule == TrustedPublishing.ALWAYS) {
      rejectStored(found);
      return;
    }
    Optional<String> password = pypirc.password(repository);
    if (!found.isEmpty()) {
      Pair first = found.get(0);
      builder.storedCredential(
          value(first.user).isEmpty() ? DEFAULT_USER : value(first.user),
          // As it is: a line break at its end is an error that explains itself.
          Secret.of(environment.getOrDefault(first.password, "")));
    } else if (password.isPresent()) {
      builder.storedCredential(
          pypirc.user(repository).orElse(DEFAULT_USER), Secret.of(password.get()));
    } else if (rule == TrustedPublishing.NEVER) {
      throw UsageError.of(
          UsageError.option("No credential is available: trusted publishing is 'never'.")
              .found(
                  OPTION
                      + " never, and neither TRUSTED_PUBLISH_PASSWORD nor "
                      + names(PAIRS.subList(1, PAIRS.size()))
                      + " nor a password in .pypirc")
              .expected("a password in the environment")
              .remedy(
                  "Set TRUSTED_PUBLISH_PASSWORD (and TRUSTED_PUBLISH_USERNAME, unless it is "
                      + DEFAULT_USER
                      + "), or omit "
                      + OPTION
                      + " never."));
    }
  }

  private TrustedPublishing ofVariable() {
    String written = value(VARIABLE);
    return written.isEmpty() ? TrustedPublishing.ALWAYS : parse("variable " + VARIABLE, written);
  }

  private static TrustedPublishing parse(String where, String written) {
    return Arrays.stream(TrustedPublishing.values())
        .filter(rule -> rule.name().equals(written.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            UsageError.of(
                UsageError.option("The " + where + " has an invalid value.")
                    .found("'" + SafeText.shown(written) + "'")
                    .expected("one of always, automatic, never")
                    .remedy("Correct it, or omit it for 'always'.")));
  }

  private static void rejectStored(List<Pair> found) {
    if (!found.isEmpty()) {
      throw UsageError.of(
          UsageError.option(
                  "The environment contains a stored credential, but trusted publishing is 'always'.")
              .found(
                  names(found) + " together with --trusted-publishing always, which is the default")
              .expected("one of the two")
              .remedy(
                  "Delete "
                      + names(found)
                      + " from this job. Or use --trusted-publishing automatic to use it if no CI system is"
                      + " present, or --trusted-publishing never to use only the credential."));
    }
  }

  private String value(String variable) {
    return environment.getOrDefault(variable, "").strip();
  }

  private static String names(List<Pair> pairs) {
    return pairs.stream().map(Pair::password).collect(Collectors.joining(", "));
  }

  /** Shows no content, because the environment contains secrets. */
  @Override
  public String toString() {
    return "CredentialRule";
  }
}
