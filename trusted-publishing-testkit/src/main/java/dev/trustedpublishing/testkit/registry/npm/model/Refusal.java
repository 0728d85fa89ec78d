package dev.trustedpublishing.testkit.registry.npm.model;

import dev.trustedpublishing.testkit.http.Answer;
import java.util.LinkedHashMap;
import java.util.Map;

/** The registry rejects a request: a status, and the message that is in the body. Immutable. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final int stageStatus;

  public Refusal(int status, String message) {
    this(status, status, message);
  }

  private Refusal(int status, int stageStatus, String message) {
    super(message, null, false, false);
    this.status = status;
    this.stageStatus = stageStatus;
  }

  /** "400 | various": the strings are not documented, so they are this registry's own. */
  public static Refusal badRequest(String message) {
    return new Refusal(400, message);
  }

  public static Refusal unauthenticated() {
    return new Refusal(401, "Unable to authenticate");
  }

  /** "Authorisation failure in disguise", and also the truth where there is nothing. */
  public static Refusal notFound() {
    return new Refusal(404, "Not found");
  }

  public static Refusal notPermitted() {
    return new Refusal(403, "OIDC permission denied for this action");
  }

  public static Refusal published(String version) {
    return new Refusal(
        403, 409, "You cannot publish over the previously published versions: " + version + ".");
  }

  public static Refusal staged(String version) {
    return new Refusal(409, "Cannot publish over previously staged version \"" + version + "\".");
  }

  public static Refusal provenance(String reason) {
    return new Refusal(422, "Error verifying sigstore provenance bundle: " + reason);
  }

  public String text() {
    return String.valueOf(getMessage());
  }

  /** As the publish endpoint responds: {@code {"success":false,"error":"..."}}. */
  public Answer answer() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("success", false);
    body.put("error", text());
    return Answer.json(status, body);
  }

  /** The same for the stage endpoint: "duplicate -> 409" (the registry's OpenAPI description). */
  public Answer stageAnswer() {
    return new Refusal(stageStatus, text()).answer();
  }

  /** As the exchange responses: {@code {"message":"..."}}. */
  public Answer exchangeAnswer() {
    return Answer.json(status, Map.of("message", text()));
  }
}
