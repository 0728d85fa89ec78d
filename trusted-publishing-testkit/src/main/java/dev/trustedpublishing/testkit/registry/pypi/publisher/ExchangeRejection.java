package dev.trustedpublishing.testkit.registry.pypi.publisher;

/**
 * The registry rejects an exchange, with the codes and strings of Warehouse, oidc/views.py.
 * Immutable.
 */
public final class ExchangeRejection extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The code of the error. */
  private final String code;

  private ExchangeRejection(String code, String description) {
    super(description, null, false, false);
    this.code = code;
  }

  /**
   * Rejects a request that is not what the registry expects.
   *
   * @param description what is wrong with it
   * @return the rejection
   */
  public static ExchangeRejection invalidPayload(String description) {
    return new ExchangeRejection("invalid-payload", description);
  }

  /**
   * Rejects a token of a provider that the registry does not accept at present.
   *
   * @param kind the provider
   * @return the rejection
   */
  public static ExchangeRejection notEnabled(PublisherKind kind) {
    return new ExchangeRejection(
        "not-enabled", kind.id() + " trusted publishing functionality not enabled");
  }

  /**
   * Returns the same rejection for every flaw of a token, without details (Warehouse,
   * oidc/services.py).
   *
   * @return the rejection
   */
  public static ExchangeRejection invalidToken() {
    return new ExchangeRejection("invalid-token", "malformed or invalid token");
  }

  /**
   * Rejects a pending publisher whose project exists already.
   *
   * @return the rejection
   */
  public static ExchangeRejection projectExists() {
    return new ExchangeRejection(
        "invalid-pending-publisher", "valid token, but project already exists");
  }

  /**
   * Rejects a token that was exchanged before.
   *
   * @return the rejection
   */
  static ExchangeRejection reused() {
    return new ExchangeRejection("invalid-reuse-token", "invalid token: already used");
  }

  /**
   * Rejects a valid token that no registered publisher matches.
   *
   * @param reason why none matches
   * @return the rejection
   */
  public static ExchangeRejection invalidPublisher(String reason) {
    return new ExchangeRejection(
        "invalid-publisher", "valid token, but no corresponding publisher (" + reason + ")");
  }

  /**
   * Returns the code of the error, such as {@code invalid-token}.
   *
   * @return the code
   */
  public String code() {
    return code;
  }

  /**
   * Returns the description of the error.
   *
   * @return the description
   */
  public String description() {
    return String.valueOf(getMessage());
  }
}
