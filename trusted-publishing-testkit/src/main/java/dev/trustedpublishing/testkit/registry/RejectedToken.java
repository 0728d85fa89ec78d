package dev.trustedpublishing.testkit.registry;

/** An identity token is not accepted. Immutable. */
public final class RejectedToken extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong with an identity token. */
  public enum Reason {
    /** It is not a JWT, or not signed with RS256. */
    MALFORMED,
    /** Another issuer issued it. */
    ISSUER,
    /** It was changed, or signed with a key that its issuer does not publish. */
    SIGNATURE,
    /** It is for another registry. */
    AUDIENCE,
    /** It has expired, or is not valid yet. */
    TIME,
    /** It has no id, or was exchanged before. */
    REUSED
  }

  /** Why the token is rejected. */
  private final Reason reason;

  RejectedToken(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * Returns what is wrong with the token.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
