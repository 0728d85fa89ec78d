package dev.trustedpublishing.integration.faults.oracle;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.ReceivedRequest;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * I6: the API tokens of the registry's own record, one by one, held against what was said about
 * each. The fingerprint of an event tells which token it is about (docs/events.md).
 */
public final class TokenInvariants {
  private static final int FINGERPRINT_BYTES = 16;

  private final RunRecord observed;
  private final List<AuditEvent> events;
  private final List<String> broken = new ArrayList<>();

  private TokenInvariants(RunRecord observed) {
    this.observed = observed;
    this.events = observed.events().stream().map(AuditEntry::event).toList();
  }

  public static List<String> violations(RunRecord observed) {
    TokenInvariants ledger = new TokenInvariants(observed);
    ledger.everyTokenThatCameWent();
    ledger.eventsAndReportAgree();
    ledger.everyTokenOfTheRegistryIsAccountedFor();
    return ledger.broken;
  }

  private void everyTokenThatCameWent() {
    List<String> came =
        of(AuditEvent.TokenExchanged.class).map(AuditEvent.TokenExchanged::fingerprint).toList();
    List<String> went =
        of(AuditEvent.TokenRevoked.class).map(AuditEvent.TokenRevoked::fingerprint).toList();
    if (!sorted(came).equals(sorted(went)) || came.stream().distinct().count() != came.size()) {
      broken.add("the tokens " + came + " came, and " + went + " went");
    }
  }

  private void eventsAndReportAgree() {
    List<String> told =
        sorted(of(AuditEvent.TokenRevoked.class).map(TokenInvariants::message).toList());
    List<String> reported =
        sorted(observed.report().revocations().stream().map(TokenInvariants::message).toList());
    if (!told.equals(reported)) {
      broken.add("the events say " + told + " of tokens, and the report says " + reported);
    }
  }

  private void everyTokenOfTheRegistryIsAccountedFor() {
    int unknown = 0;
    int unheard = 0;
    int number = 0;
    for (RunRecord.MintedToken token : observed.minted()) {
      number++;
      Optional<AuditEvent.TokenRevoked> end = endOf(token);
      if (end.isEmpty()) {
        unknown++;
        requireLostAnswer("token " + number, token);
      } else if (!token.burned()) {
        unheard += requireTruth("token " + number, token, end.get()) ? 0 : 1;
      }
    }
    if (unknown > lostTokens()) {
      broken.add(
          unknown + " tokens were never told of, and " + lostTokens() + " are said to be lost");
    }
    if (unheard > lostRequests()) {
      broken.add(
          unheard
              + " living tokens are said to be given back, of which the registry never heard, and "
              + lostRequests()
              + " requests were lost");
    }
  }

  /** A token that is not reported was in a response that was lost, cut or late. */
  private void requireLostAnswer(String name, RunRecord.MintedToken token) {
    boolean faultyConnection = observed.plan().needsTimeout();
    boolean arrived =
        observed.requests().stream()
            .filter(request -> request.call() == Call.EXCHANGE)
            .anyMatch(request ->
                request.isAnsweredWithSuccess() && request.answer().contains(token.value()));
    if (arrived && !faultyConnection) {
      broken.add(name + " was in an answer that arrived, and nothing was said about it");
    }
  }

  /**
   * A living token is said to expire when it does, or the registry's response said something else.
   *
   * @return whether the registry received a revocation, as far as that matters
   */
  private boolean requireTruth(
      String name, RunRecord.MintedToken token, AuditEvent.TokenRevoked end) {
    if (end.result().equals("expires") || end.result().equals("failed")) {
      boolean explained = end.reason().filter(reason -> !reason.isBlank()).isPresent();
      if (!end.expiresAt().equals(Optional.of(token.expiresAt()))
          || explained != end.result().equals("failed")) {
        broken.add(
            name + " expires at " + token.expiresAt() + ", and is said to be: " + message(end));
      }
      return true;
    }
    List<ReceivedRequest> requests =
        observed.requests().stream()
            .filter(request -> request.call() == Call.REVOKE && request.carries(token.value()))
            .toList();
    if (!requests.isEmpty() && requests.stream().allMatch(ReceivedRequest::forwarded)) {
      broken.add(name + " lives, and is said to be " + end.result());
    }
    return !requests.isEmpty();
  }

  private Optional<AuditEvent.TokenRevoked> endOf(RunRecord.MintedToken token) {
    String fingerprint = fingerprint(token.value(), observed.report().runId());
    return of(AuditEvent.TokenRevoked.class)
        .filter(event -> event.fingerprint().equals(fingerprint))
        .findFirst();
  }

  private long lostTokens() {
    return observed.report().warnings().stream()
        .filter(warning -> warning.what().contains("an unknown API token may exist"))
        .count();
  }

  /** Of which the client can't know whether they arrived (R08). */
  private long lostRequests() {
    return of(AuditEvent.AttemptFailed.class)
        .filter(
            failed -> failed.failedStage() == Stage.REVOKE && failed.outcome().equals("AMBIGUOUS"))
        .count();
  }

  private <E extends AuditEvent> Stream<E> of(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast);
  }

  private static List<String> sorted(List<String> message) {
    return message.stream().sorted().toList();
  }

  private static String message(AuditEvent.TokenRevoked event) {
    return message(
        event.result(),
        event.expiresAt().map(Object::toString).orElse(""),
        event.reason().orElse(""));
  }

  private static String message(Revocation revocation) {
    if (revocation instanceof Revocation.Failed failed) {
      return message("failed", failed.expiresAt().toString(), failed.reason());
    }
    if (revocation instanceof Revocation.ExpiresAt expires) {
      return message("expires", expires.time().toString(), "");
    }
    return message(revocation instanceof Revocation.Revoked ? "revoked" : "requested", "", "");
  }

  private static String message(String result, String expiry, String reason) {
    return (result + " " + expiry + " " + reason).strip();
  }

  /** As docs/events.md says it, so that it is not the library that attests itself. */
  static String fingerprint(String token, String runId) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(runId.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] hash = mac.doFinal(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform supports HMAC-SHA-256.", e);
    }
  }
}
