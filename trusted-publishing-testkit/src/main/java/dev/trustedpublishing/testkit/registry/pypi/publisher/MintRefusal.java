package dev.trustedpublishing.testkit.registry.pypi.publisher;

/** The registry refuses an exchange, with the codes and texts of Warehouse, oidc/views.py. */
public final class MintRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  private MintRefusal(String code, String description) {
    super(description, null, false, false);
    this.code = code;
  }

  public static MintRefusal invalidPayload(String description) {
    return new MintRefusal("invalid-payload", description);
  }

  public static MintRefusal notEnabled(PublisherKind kind) {
    return new MintRefusal(
        "not-enabled", kind.id() + " trusted publishing functionality not enabled");
  }

  /** One answer for every flaw of a token: no detail is disclosed (Warehouse, oidc/services.py). */
  public static MintRefusal invalidToken() {
    return new MintRefusal("invalid-token", "malformed or invalid token");
  }

  public static MintRefusal projectExists() {
    return new MintRefusal("invalid-pending-publisher", "valid token, but project already exists");
  }

  static MintRefusal reused() {
    return new MintRefusal("invalid-reuse-token", "invalid token: already used");
  }

  public static MintRefusal invalidPublisher(String reason) {
    return new MintRefusal(
        "invalid-publisher", "valid token, but no corresponding publisher (" + reason + ")");
  }

  public String code() {
    return code;
  }

  public String description() {
    return String.valueOf(getMessage());
  }
}
