package dev.trustedpublishing.testkit.registry.npm.model;

import dev.trustedpublishing.testkit.http.Answer;
import java.util.LinkedHashMap;
import java.util.Map;

/** The registry rejects a request: a status, and the message that is in the body. Immutable. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The HTTP status of the publish endpoint. */
  private final int status;

  /** The HTTP status of the stage endpoint. */
  private final int stageStatus;

  /**
   * Creates a rejection.
   *
   * @param status the HTTP status
   * @param message the message of the body
   */
  public Refusal(int status, String message) {
    this(status, status, message);
  }

  private Refusal(int status, int stageStatus, String message) {
    super(message, null, false, false);
    this.status = status;
    this.stageStatus = stageStatus;
  }

  /**
   * Rejects a malformed request. "400 | various": the messages of the real registry are not
   * documented.
   *
   * @param message what is wrong with the request
   * @return the rejection
   */
  public static Refusal badRequest(String message) {
    return new Refusal(400, message);
  }

  /**
   * Rejects a request without a valid credential.
   *
   * @return the rejection
   */
  public static Refusal unauthenticated() {
    return new Refusal(401, "Unable to authenticate");
  }

  /**
   * Rejects a request for something that does not exist, or that the caller must not see:
   * "Authorisation failure in disguise".
   *
   * @return the rejection
   */
  public static Refusal notFound() {
    return new Refusal(404, "Not found");
  }

  /**
   * Rejects an action that the token does not permit.
   *
   * @return the rejection
   */
  public static Refusal notPermitted() {
    return new Refusal(403, "OIDC permission denied for this action");
  }

  /**
   * Rejects a version that was published before.
   *
   * @param version the version
   * @return the rejection: 403 when publishing, 409 when staging
   */
  public static Refusal published(String version) {
    return new Refusal(
        403, 409, "You cannot publish over the previously published versions: " + version + ".");
  }

  /**
   * Rejects a version that is staged.
   *
   * @param version the version
   * @return the rejection
   */
  public static Refusal staged(String version) {
    return new Refusal(409, "Cannot publish over previously staged version \"" + version + "\".");
  }

  /**
   * Rejects a provenance bundle that does not verify.
   *
   * @param reason why it does not
   * @return the rejection
   */
  public static Refusal provenance(String reason) {
    return new Refusal(422, "Error verifying sigstore provenance bundle: " + reason);
  }

  /**
   * Returns the message.
   *
   * @return the message of the body
   */
  public String text() {
    return String.valueOf(getMessage());
  }

  /**
   * Returns the response of the publish endpoint: {@code {"success":false,"error":"..."}}.
   *
   * @return the response
   */
  public Answer answer() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("success", false);
    body.put("error", text());
    return Answer.json(status, body);
  }

  /**
   * Returns the response of the stage endpoint: "duplicate -> 409" (the registry's OpenAPI
   * description).
   *
   * @return the response
   */
  public Answer stageAnswer() {
    return new Refusal(stageStatus, text()).answer();
  }

  /**
   * Returns the response of the token exchange: {@code {"message":"..."}}.
   *
   * @return the response
   */
  public Answer exchangeAnswer() {
    return Answer.json(status, Map.of("message", text()));
  }
}
