package dev.trustedpublishing.integration.faults.injection;

/** The calls of a run, as a server sees them. */
public enum Call {
  OBTAIN,
  DISCOVERY,
  AUDIENCE,
  EXCHANGE,
  PRESENCE,
  UPLOAD,
  REVOKE,
  /** What no client of ours should ask for: a redirect that was followed, a request in pieces. */
  OTHER;

  /** Returns what a request is about, by its first line. */
  public static Call of(String head) {
    String[] words = head.lines().findFirst().orElse("").split(" ", 3);
    String method = words[0];
    String path = words.length < 2 ? "" : words[1];
    if (path.startsWith("/oidc/")) {
      return OBTAIN;
    }
    if (path.startsWith("/.well-known/pytp")) {
      return DISCOVERY;
    }
    if (path.equals("/_/oidc/audience")) {
      return AUDIENCE;
    }
    if (path.equals("/_/oidc/mint-token") || path.startsWith("/-/npm/v1/oidc/token/exchange/")) {
      return EXCHANGE;
    }
    if (path.equals("/_/oidc/burn-token")) {
      return REVOKE;
    }
    boolean lookup = path.startsWith("/simple/") || path.startsWith("/npm/");
    if (method.equals("GET") && lookup) {
      return PRESENCE;
    }
    boolean upload = method.equals("POST") && path.equals("/legacy/");
    return upload || (method.equals("PUT") && path.startsWith("/npm/")) ? UPLOAD : OTHER;
  }
}
