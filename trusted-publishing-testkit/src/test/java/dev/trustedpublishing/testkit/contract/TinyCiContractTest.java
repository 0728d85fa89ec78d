package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.spi.IdentityProvider;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The contract can be kept. */
class TinyCiContractTest extends IdentityProviderContract {
  @Override
  protected IdentityProvider provider() {
    return new TinyCi();
  }

  @Override
  protected CiJob job(String audience) {
    return CiJob.of(Map.of("TINY_CI", "true", "TINY_SECRET", "tiny-request-secret"))
        .withHttp(TinyCiContractTest::answer);
  }

  private static HttpResponse answer(HttpRequest call) {
    String query = call.url().getRawQuery().substring("a=".length());
    String jwt = TinyJwt.of(URLDecoder.decode(query, StandardCharsets.UTF_8));
    byte[] body = ("{\"token\":\"" + jwt + "\"}").getBytes(StandardCharsets.UTF_8);
    return HttpResponse.of(call, 200, "", Map.of("Content-Type", List.of("a/b")), body);
  }
}
