package com.example.circleci;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.SpiContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Provides identity tokens of CircleCI, by its command {@code circleci run oidc get}. */
public final class CircleCi implements IdentityProvider {

  @Override
  public String id() {
    return "circleci";
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return environment.is("CIRCLECI", "true")
        ? new Detection.Available("CircleCI")
        : new Detection.Absent("CIRCLECI=true");
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    ProcessOutcome outcome = context.processes().run(command(request, context));
    if (outcome instanceof ProcessOutcome.Exited exited
        && exited.status() == 0
        && exited.output().isPresent()) {
      IdentityToken token =
          context.readIdentityToken(exited.output().get(), IdentityToken.Supply.ON_REQUEST);
      warnAboutSsh(token, context);
      return token;
    }
    throw failed(outcome);
  }

  /** CircleCI has two issuers; the registry says which one it trusts. */
  private static List<String> command(IdentityRequest request, SpiContext context) {
    byte[] claims = context.json().write(Map.of("aud", request.audience()));
    List<String> command =
        new ArrayList<>(List.of("circleci", "run", "oidc", "get", "--claims"));
    command.add(new String(claims, StandardCharsets.UTF_8));
    if (request.issuer() == IdentityRequest.Issuer.ROOT) {
      command.add("--root-issuer");
    }
    return command;
  }

  /** A job that somebody may have looked into: npm rejects it, and does not say why. */
  private static void warnAboutSsh(IdentityToken token, SpiContext context) {
    if (token.claims().bool("oidc.circleci.com/ssh-rerun").orElse(false)) {
      context.warn(
          Problem.of(new ErrorCode("identity.ssh-rerun"), "This job was rerun with SSH.")
              .remedy("If the registry rejects it, rerun the workflow without SSH."));
    }
  }

  private static TrustedPublishingException failed(ProcessOutcome outcome) {
    Problem problem =
        Problem.of(ErrorCode.IDENTITY_TOOL_FAILED, "CircleCI returned no identity token.")
            .found(found(outcome))
            .expected("a token printed by 'circleci run oidc get'")
            .remedy(
                "Start it in a job on CircleCI, with the 'circleci' that its agent puts on the PATH;"
                    + " builds of forks get tokens only if they may have secrets.");
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(Stage.OBTAIN, problem);
    boolean retryable = outcome instanceof ProcessOutcome.TimedOut;
    return (retryable ? details.retryCanHelp() : details).build();
  }

  private static String found(ProcessOutcome outcome) {
    if (outcome instanceof ProcessOutcome.Exited exited) {
      String words = exited.standardError().isEmpty() ? "" : ", message: " + exited.standardError();
      return "exit status " + exited.status() + words;
    }
    if (outcome instanceof ProcessOutcome.NotStarted notStarted) {
      return "it could not be started: " + notStarted.reason();
    }
    return outcome instanceof ProcessOutcome.TimedOut ? "no end" : "too much output";
  }
}
