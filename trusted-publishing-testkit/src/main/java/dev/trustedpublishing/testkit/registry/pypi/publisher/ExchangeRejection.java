package dev.trustedpublishing.testkit.registry.pypi.publisher;

/** The registry rejects an exchange, with the codes and strings of Warehouse, oidc/views.py. */
public final class ExchangeRejection extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  private ExchangeRejection(String code, String description) {
    super(description, null, false, false);
    this.code = code;
  }

  public static ExchangeRejection invalidPayload(String description) {
    return new ExchangeRejection("invalid-payload", description);
  }

  public static ExchangeRejection notEnabled(PublisherKind kind) {
    return new ExchangeRejection(
        "not-enabled", kind.id() + " trusted publishing functionality not enabled");
  }

  /**
   * One response for every flaw of a token: no detail is disclosed (Warehouse, oidc/services.py).
   */
  public static ExchangeRejection invalidToken() {
    return new ExchangeRejection("invalid-token", "malformed or invalid token");
  }

  public static ExchangeRejection projectExists() {
    return new ExchangeRejection(
        "invalid-pending-publisher", "valid token, but project already exists");
  }

  static ExchangeRejection reused() {
    return new ExchangeRejection("invalid-reuse-token", "invalid token: already used");
  }

  public static ExchangeRejection invalidPublisher(String reason) {
    return new ExchangeRejection(
        "invalid-publisher", "valid token, but no corresponding publisher (" + reason + ")");
  }

  public String code() {
    return code;
  }

  public String description() {
    return String.valueOf(getMessage());
  }
}
