package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.settings.TokenSource;

/** The identity provider for a token that the caller supplies. */
public record SuppliedTokenProvider(TokenSource source) implements IdentityProvider {
  static final String ID = "hand-carried";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return new Detection.Available("identity token from " + place());
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    Secret jwt = fetch(request, context);
    try {
      return context.readIdentityToken(jwt, supply());
    } catch (TrustedPublishingException e) {
      throw e.toBuilder().problem(unreadable(e.problem())).build();
    }
  }

  /** The retry policy. */
  RetryPolicies.Call retries() {
    return source instanceof TokenSource.Command
        ? RetryPolicies.Call.OBTAIN_BY_COMMAND
        : RetryPolicies.Call.OBTAIN;
  }

  /** A file may contain another token when it is read again; that is checked then. */
  private IdentityToken.Supply supply() {
    return source instanceof TokenSource.File || source instanceof TokenSource.Command
        ? IdentityToken.Supply.ON_REQUEST
        : IdentityToken.Supply.ONLY_ONE;
  }

  private Secret fetch(IdentityRequest request, SpiContext context) {
    if (source instanceof TokenSource.Value value) {
      // The caller's own secret is not closed; the copy is closed after the exchange.
      return Secret.of(value.token().reveal());
    }
    if (source instanceof TokenSource.Variable variable) {
      return context
          .environment()
          .secret(variable.name())
          .orElseThrow(() -> notSet(variable, request, context.environment()));
    }
    if (source instanceof TokenSource.File file) {
      return new TokenFile(file.path()).read(context);
    }
    return new TokenCommand(((TokenSource.Command) source).arguments(), context.processes())
        .run(request.audience());
  }

  private String place() {
    if (source instanceof TokenSource.Variable variable) {
      return "the variable " + SafeText.shown(variable.name());
    }
    if (source instanceof TokenSource.File file) {
      return "the file " + SafeText.shown(file.path().toString());
    }
    if (source instanceof TokenSource.Command command) {
      return "the command " + SafeText.shown(command.arguments().get(0));
    }
    return "the configuration";
  }

  private TrustedPublishingException notSet(
      TokenSource.Variable variable, IdentityRequest request, CiEnvironment environment) {
    String name = SafeText.shown(variable.name());
    String found = environment.names().contains(variable.name()) ? "is empty" : "is not set";
    return Problem.of(
            ErrorCode.IDENTITY_NOT_DECLARED,
            "The variable " + name + " for the identity token " + found + ".")
        .expected("a JWT with the audience " + SafeText.shown(request.audience()))
        .remedy(
            "Have the CI system set "
                + name
                + " to an identity token with that audience, and check that the variable is"
                + " passed to this process (containers!).")
        .toException(Stage.OBTAIN);
  }

  private Problem unreadable(Problem malformed) {
    Problem.Description description =
        Problem.of(
            malformed.code(), "The value of " + place() + " is not a readable identity token.");
    return malformed
        .expected()
        .map(description::expected)
        .orElse(description)
        .found(malformed.found().orElse("an unreadable value"))
        .remedy(malformed.remedy());
  }
}
