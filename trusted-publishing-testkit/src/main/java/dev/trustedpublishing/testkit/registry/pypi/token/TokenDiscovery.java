package dev.trustedpublishing.testkit.registry.pypi.token;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /.well-known/pytp}: the addresses of the token exchange (PEP 807). */
public record TokenDiscovery(URI base) {

  public static final String PATH = "/.well-known/pytp";

  /** Below the document, so that the addresses can't be confused with PyPI's. */
  public static final String AUDIENCE = PATH + "/audience";

  public static final String MINT = PATH + "/mint-token";

  private static final String TYPE = "application/vnd.pypi.pytp.v1+json";

  public Answer document(Request request) {
    String upload = base.getRawPath() + "/legacy/";
    if (!request.parameter("discover").orElse("").equals(upload)) {
      return Answer.notFound();
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("audience-endpoint", base + AUDIENCE);
    document.put("token-mint-endpoint", base + MINT);
    document.put("features", List.of("multi-use-token"));
    return Answer.json(200, TYPE, document);
  }
}
