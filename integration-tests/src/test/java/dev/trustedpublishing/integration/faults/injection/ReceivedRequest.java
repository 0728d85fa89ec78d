package dev.trustedpublishing.integration.faults.injection;

/**
 * One request, as the server's side saw it.
 *
 * @param origin whose address it came to: {@code issuer}, {@code registry} or {@code
 *     redirectTarget}
 * @param call what it was about
 * @param head its first line and headers
 * @param body what was read of its body, in ISO 8859-1
 * @param complete whether all of it arrived
 * @param forwarded whether the real server carried it out
 * @param status what was handled; 0 for nothing, or nothing whole
 * @param answer what was said; with its head if that is all, or not all of the body came
 * @param backendResponse what the real server said
 */
public record ReceivedRequest(
    String origin,
    Call call,
    String head,
    String body,
    boolean complete,
    boolean forwarded,
    int status,
    String answer,
    String backendResponse) {

  public boolean carries(String secret) {
    return head.contains(secret) || body.contains(secret);
  }

  /** What was asked for. */
  public String path() {
    return head.split(" ", 3)[1];
  }

  public boolean isAnsweredWithSuccess() {
    return status >= 200 && status < 300;
  }

  /** A summary without headers and bodies. */
  public String line() {
    return origin
        + " "
        + call
        + " "
        + (complete ? "complete" : "incomplete")
        + (forwarded ? ", carried out" : "")
        + ", "
        + (status == 0 ? "no whole answer" : "HTTP " + status);
  }
}
