package dev.trustedpublishing.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trustedpublishing.api.FaultRow;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestTest {
  private static final URI UPLOAD = URI.create("https://upload.pypi.org/legacy/?secret=1");
  private static final Secret TOKEN = Secret.of("pypi-AgEIcHlwaS5vcmc");

  @Test
  void plainHttp_remoteHost_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpRequest.get(URI.create("http://upload.pypi.org/"), "ask"))
        .withMessage(
            "HTTPS only: found http://upload.pypi.org, and plain HTTP is allowed for the local"
                + " machine only.");
  }

  @Test
  void withCredential_otherOrigin_isRejected() {
    Credential elsewhere = Credential.bearer(TOKEN, Origin.of(URI.create("https://evil.example/")));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpRequest.post(UPLOAD, "upload").withCredential(elsewhere))
        .withMessage(
            "A credential for https://evil.example must not be sent to https://upload.pypi.org.");
  }

  @Test
  void toString_hidesPathAndCredential() {
    HttpRequest call =
        HttpRequest.post(UPLOAD, "upload")
            .withCredential(Credential.basic("__token__", TOKEN, Origin.of(UPLOAD)));

    assertThat(call).hasToString("POST https://upload.pypi.org");
    assertThat(call.credential().orElseThrow())
        .hasToString("Credential[Authorization for https://upload.pypi.org]");
    assertThat(HttpBody.json(new byte[] {1, 2})).hasToString("Bytes[application/json, 2 bytes]");
  }

  @Test
  void secrets_includeEncodedForms() {
    Secret jwt = Secret.of("eyJ.eyJ.sig");
    HttpRequest call =
        HttpRequest.post(UPLOAD, "upload")
            .redacting(jwt)
            .withCredential(Credential.basic("__token__", TOKEN, Origin.of(UPLOAD)));

    assertThat(call.secrets().stream().map(Secret::reveal))
        .containsExactly(jwt.reveal(), TOKEN.reveal(), "X190b2tlbl9fOnB5cGktQWdFSWNIbHdhUzV2Y21j");
  }

  @Test
  void with_returnsModifiedCopy() {
    HttpRequest call = HttpRequest.get(UPLOAD, "ask");
    HttpRequest changed = call.withAccept("text/html").withResponseLimit(10);

    assertThat(call.headers()).isEmpty();
    assertThat(call.responseLimit()).isEqualTo(HttpRequest.DEFAULT_RESPONSE_LIMIT);
    assertThat(changed.headers()).containsEntry("Accept", "text/html");
    assertThat(changed.responseLimit()).isEqualTo(10);
  }

  @Test
  void withHeader_lineBreak_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpRequest.get(UPLOAD, "ask").withHeader("X-A", "b\r\nX-C: d"))
        .withMessage("The header X-A contains invalid characters.");
  }

  @Test
  void bearerToken_withLineBreak_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Credential.bearer(Secret.of("tok\r\nen"), Origin.of(UPLOAD)))
        .withMessageContaining("are not allowed in an HTTP header")
        .withMessageNotContaining("tok");
  }

  @Test
  @FaultRow("F01")
  void filePart_invalidFilename_isRejected() {
    for (String bad : List.of("a\r\nb", "a\"b", "a\\b", "a\u007fb", "")) {
      assertThatIllegalArgumentException()
          .as(bad)
          .isThrownBy(() -> new HttpBody.FilePart("content", bad, 1, () -> null));
    }
  }

  @Test
  void request_keepsAllGivenValues() {
    HttpBody body = HttpBody.text("x");
    BodyHandler reader = (head, content) -> {};
    List<Long> told = new ArrayList<>();
    HttpRequest call =
        HttpRequest.of("PUT", UPLOAD, "upload")
            .withHeader("X-A", " ~")
            .withBody(body)
            .withBodyHandler(reader)
            .withTimeout(Duration.ofNanos(1))
            .withProgress(told::add)
            .withResponseLimit(7);
    call.progress().accept(3);

    assertThat(call.method()).isEqualTo("PUT");
    assertThat(call.url()).isEqualTo(UPLOAD);
    assertThat(call.origin()).hasToString("https://upload.pypi.org");
    assertThat(call.action()).isEqualTo("upload");
    assertThat(call.headers()).containsExactly(Map.entry("X-A", " ~"));
    assertThat(call.body()).containsSame(body);
    assertThat(call.bodyHandler()).containsSame(reader);
    assertThat(call.timeout()).contains(Duration.ofNanos(1));
    assertThat(told).containsExactly(3L);
    assertThat(call.secrets()).isEmpty();
  }

  @Test
  void get_withoutOptions_hasEmptyDefaults() {
    HttpRequest call = HttpRequest.get(UPLOAD, "ask");
    call.progress().accept(3);

    assertThat(call.method()).isEqualTo("GET");
    assertThat(call.body()).isEmpty();
    assertThat(call.credential()).isEmpty();
    assertThat(call.bodyHandler()).isEmpty();
    assertThat(call.timeout()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void withTimeout_zeroOrNegative_isRejected(Duration limit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpRequest.get(UPLOAD, "ask").withTimeout(limit))
        .withMessage("The timeout of a request must be more than zero, found " + limit + ".");
  }

  @ParameterizedTest(name = "a header with character {0}")
  @ValueSource(ints = {0x1f, 0x7f, 0xe9})
  void withHeader_nonVisibleCharacter_isRejected(int character) {
    String value = Character.toString(character);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpRequest.get(UPLOAD, "ask").withHeader("X-A", value));
  }
}
