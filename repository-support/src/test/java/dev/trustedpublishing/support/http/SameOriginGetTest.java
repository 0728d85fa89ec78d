package dev.trustedpublishing.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects are followed within an origin, and nowhere else. */
class SameOriginGetTest {
  private static final HttpRequest REQUEST =
      HttpRequest.get(URI.create("https://registry.example/a/b"), "read the index")
          .withHeader("Accept", "application/json")
          .withResponseLimit(77);

  private final ScriptedTransport script = new ScriptedTransport();
  private final SameOriginGet get = new SameOriginGet(TestContext.over(script));

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectInOrigin_isFollowedWithTheSameRequest(int status) {
    script.answer(status, "", "Location", " /c?d=1 ").answer(200, "here");

    HttpResponse response = get.send(REQUEST);

    assertThat(response.status()).isEqualTo(200);
    assertThat(script.requests()).hasSize(2);
    HttpRequest second = script.requests().get(1);
    assertThat(second.url()).hasToString("https://registry.example/c?d=1");
    assertThat(second.method()).isEqualTo("GET");
    assertThat(second.action()).isEqualTo("read the index");
    assertThat(second.headers()).containsEntry("Accept", "application/json");
    assertThat(second.responseLimit()).isEqualTo(77);
    assertThat(second.bodyHandler()).isEmpty();
  }

  @Test
  void bodyHandler_staysWithTheRequest() {
    script.answer(302, "", "Location", "c").answer(200, "");
    HttpRequest request = REQUEST.withBodyHandler((response, body) -> {});

    get.send(request);

    HttpRequest second = script.requests().get(1);
    assertThat(second.url()).hasToString("https://registry.example/a/c");
    assertThat(second.bodyHandler()).isEqualTo(request.bodyHandler());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "https://other.example/a",
    "https://registry.example:8443/a",
    "http://registry.example/a",
    "//other.example/a",
    "https://user:secret@registry.example/a",
    "ftp://registry.example/a",
    "'https://registry example/'",
    "mailto:a@registry.example"
  })
  void redirectToAnotherOrigin_isReturned(String location) {
    script.answer(302, "", "Location", location);

    assertThat(get.send(REQUEST).status()).isEqualTo(302);
    assertThat(script.requests()).hasSize(1);
  }

  @Test
  void redirectWithoutLocation_isReturned() {
    script.answer(307, "");

    assertThat(get.send(REQUEST).status()).isEqualTo(307);
    assertThat(script.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 300, 304, 305, 404})
  void otherStatus_isReturnedWhateverItsLocation(int status) {
    script.answer(status, "", "Location", "/c");

    assertThat(get.send(REQUEST).status()).isEqualTo(status);
    assertThat(script.requests()).hasSize(1);
  }

  @Test
  void thirdRedirect_isFollowed() {
    script
        .answer(302, "", "Location", "/1")
        .answer(302, "", "Location", "/2")
        .answer(302, "", "Location", "/3")
        .answer(200, "here");

    assertThat(get.send(REQUEST).status()).isEqualTo(200);
    assertThat(script.requests())
        .extracting(request -> request.url().getPath())
        .containsExactly("/a/b", "/1", "/2", "/3");
  }

  @Test
  void fourthRedirect_isReturned() {
    script.answerOthers(request -> ScriptedTransport.response(request, 302, "", "Location", "/a"));

    assertThat(get.send(REQUEST).status()).isEqualTo(302);
    assertThat(script.requests()).hasSize(4);
  }
}
