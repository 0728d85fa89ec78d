package dev.trustedpublishing.integration.faults.cell;

import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.Registry;
import java.util.List;

/** What a fault of one call has to come to; most differ by call in the same way. */
@FunctionalInterface
interface ExpectedOutcome {
  RunOutcome of(Call call, Registry registry);

  /** What the server's side has of the attempt that failed. */
  enum Seen {
    /** Not a whole request. */
    NOTHING,
    /** A whole request, which nobody carried out. */
    REQUEST,
    /** A whole request, which was carried out. */
    CARRIED_OUT
  }

  /** Nobody notices. */
  static ExpectedOutcome harmless() {
    return (call, registry) ->
        new RunOutcome(
            List.of(), "complete", tokens(registry), List.of(), usual(call, registry), 1);
  }

  /**
   * One attempt is lost, and the run is whole. The code of an identity is that of its endpoint.
   *
   * @param code the code; several with bars in between, where it is chance which
   * @param outcome how the attempt ended on the network
   * @param seen what the server's side has of it
   */
  static ExpectedOutcome again(String code, String outcome, Seen seen) {
    return anyAgain(code, outcome, seen)
        .except("O", anyAgain("temporary.identity-endpoint", outcome, seen));
  }

  /** The same, and the code is always this. */
  static ExpectedOutcome anyAgain(String code, String outcome, Seen seen) {
    return (call, registry) -> {
      // An exchange that may have happened left a token that it is unknown.
      boolean lostToken = call == Call.EXCHANGE && !outcome.equals("NOT_SENT");
      return new RunOutcome(
          List.of(code + " " + outcome),
          "complete",
          tokens(registry),
          lostToken ? List.of("temporary.connection-lost") : List.of(),
          usual(call, registry) + (isRepeated(call, registry, seen) ? 1 : 0),
          isRepeated(call, registry, seen) && isNoOp(call, seen) ? 2 : 1);
    };
  }

  /**
   * There is no second attempt. Without the call's response some runs continue: a presence that is
   * unknown is not an obstacle, and a token that is not revoked comes after everything else.
   *
   * @param code the code
   * @param outcome how the attempt ended on the network
   * @param seen what the server's side has of it
   */
  static ExpectedOutcome stops(String code, String outcome, Seen seen) {
    return (call, registry) -> {
      // These two take a response that rejects it for what it is: not for a failure.
      boolean told = outcome.equals("ANSWERED") && isOptional(call);
      return new RunOutcome(
          told ? List.of() : List.of(code + " " + outcome),
          isOptional(call) ? "complete" : code,
          revocations(call, registry),
          warnings(call),
          usual(call, registry) - (seen == Seen.NOTHING ? 1 : 0),
          isOptional(call) ? 1 : 0);
    };
  }

  /** Nothing arrives, however often it is tried: as often as section 3 of the matrix allows. */
  static ExpectedOutcome forever(String code) {
    return (call, registry) -> {
      String shown = call == Call.OBTAIN ? "temporary.identity-endpoint" : code;
      RunOutcome once = stops(shown, "NOT_SENT", Seen.NOTHING).of(call, registry);
      return once.withAttempts(mostAttempts(call), once.requests());
    };
  }

  /**
   * The registry says that the API token has expired: one more is got, and one more attempt made.
   *
   * @param code the code
   * @param seen what the server's side has of the first attempt
   */
  static ExpectedOutcome renewed(String code, Seen seen) {
    return (call, registry) -> {
      RunOutcome whole = anyAgain(code, "ANSWERED", seen).of(call, registry);
      return whole.withTokens(2);
    };
  }

  /** The same, and the registry says it of the other token too. */
  static ExpectedOutcome expired(String code) {
    return (call, registry) -> {
      RunOutcome once = stops(code, "ANSWERED", Seen.REQUEST).of(call, registry);
      return once.withTokens(2).withAttempts(2, 2);
    };
  }

  /** The server sends the client to another place of its own a few times. */
  static ExpectedOutcome followed(int times) {
    return (call, registry) -> {
      RunOutcome once = harmless().of(call, registry);
      return once.withAttempts(0, once.requests() + times);
    };
  }

  /** The server never stops sending the client to another place of its own. */
  static ExpectedOutcome loops(int followed) {
    return (call, registry) -> {
      RunOutcome once =
          stops("usage.unexpected-redirect", "ANSWERED", Seen.REQUEST).of(call, registry);
      return once.withAttempts(once.attempts().size(), once.requests() + followed);
    };
  }

  /** Some calls expect something else. */
  default ExpectedOutcome except(String letters, ExpectedOutcome other) {
    return (call, registry) ->
        (FaultCell.calls(letters).contains(call) ? other : this).of(call, registry);
  }

  /** Some calls expect something else at npm. */
  default ExpectedOutcome atNpm(String letters, ExpectedOutcome other) {
    return (call, registry) ->
        (registry == Registry.NPM && FaultCell.calls(letters).contains(call) ? other : this)
            .of(call, registry);
  }

  private static int mostAttempts(Call call) {
    return switch (call) {
      case OBTAIN, UPLOAD -> 5;
      case REVOKE -> 2;
      default -> 4;
    };
  }

  /** npm's registry is asked once because files may be skipped, and once before every upload. */
  private static long usual(Call call, Registry registry) {
    return call == Call.PRESENCE && registry == Registry.NPM ? 2 : 1;
  }

  private static List<String> tokens(Registry registry) {
    return List.of(registry == Registry.NPM ? "ExpiresAt" : "Requested");
  }

  private static boolean isOptional(Call call) {
    return call == Call.PRESENCE || call == Call.REVOKE;
  }

  private static boolean isNoOp(Call call, Seen seen) {
    return call == Call.UPLOAD && seen == Seen.CARRIED_OUT;
  }

  /** Only PyPI is known to take the same bytes twice; others are asked whether they have them. */
  private static boolean isRepeated(Call call, Registry registry, Seen seen) {
    return seen == Seen.REQUEST
        || (seen == Seen.CARRIED_OUT && (call != Call.UPLOAD || registry == Registry.PYPI));
  }

  private static List<String> revocations(Call call, Registry registry) {
    return switch (call) {
      case REVOKE -> List.of("Failed");
      case PRESENCE, UPLOAD -> tokens(registry);
      default -> List.of();
    };
  }

  private static List<String> warnings(Call call) {
    return switch (call) {
      case PRESENCE -> List.of("publish.presence-unknown");
      case REVOKE -> List.of("temporary.not-revoked");
      default -> List.of();
    };
  }
}
