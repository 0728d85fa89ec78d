package dev.trustedpublishing.testkit.sigstore.verify;

/**
 * A signed statement that is not accepted; the message is that of sigstore-python where it has one.
 */
public final class VerificationFailed extends Exception {

  private static final long serialVersionUID = 1;

  /**
   * Creates the failure.
   *
   * @param reason what is wrong
   */
  public VerificationFailed(String reason) {
    super(reason);
  }

  /**
   * Returns what is wrong.
   *
   * @return the reason
   */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
