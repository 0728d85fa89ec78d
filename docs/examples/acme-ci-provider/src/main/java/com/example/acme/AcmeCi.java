package com.example.acme;

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

/** Provides identity tokens of Acme CI, by its command {@code acme-ci identity}. */
public final class AcmeCi implements IdentityProvider {

  @Override
  public String id() {
    return "acme-ci";
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return environment.is("ACME_CI", "true")
        ? new Detection.Available("Acme CI")
        : new Detection.Absent("ACME_CI=true");
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

  /** Acme CI has two issuers; the registry says which one it trusts. */
  private static List<String> command(IdentityRequest request, SpiContext context) {
    byte[] claims = context.json().write(Map.of("aud", request.audience()));
    List<String> command =
        new ArrayList<>(List.of("acme-ci", "identity", "--claims"));
    command.add(new String(claims, StandardCharsets.UTF_8));
    if (request.issuer() == IdentityRequest.Issuer.ROOT) {
      command.add("--root-issuer");
    }
    return command;
  }

  /** A job that somebody may have looked into: npm rejects it, and does not say why. */
  private static void warnAboutSsh(IdentityToken token, SpiContext context) {
    if (token.claims().bool("ssh_rerun").orElse(false)) {
      context.warn(
          Problem.of(new ErrorCode("identity.ssh-rerun"), "This job was rerun with SSH.")
              .remedy("If the registry rejects it, rerun the workflow without SSH."));
    }
  }

  private static TrustedPublishingException failed(ProcessOutcome outcome) {
    Problem problem =
        Problem.of(ErrorCode.IDENTITY_TOOL_FAILED, "Acme CI returned no identity token.")
            .found(found(outcome))
            .expected("a token printed by 'acme-ci identity'")
            .remedy(
                "Start it in a job on Acme CI, with the 'acme-ci' that its agent puts on the PATH;"
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
