package dev.trustedpublishing.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.support.file.MemberPath;
import dev.trustedpublishing.support.publisher.GitLabClaims;
import dev.trustedpublishing.support.publisher.WorkflowRef;
import dev.trustedpublishing.testkit.LinearTime;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsers of what others wrote: twice the input takes twice the time. */
@Timeout(120)
class LinearTimeTest {
  private static final int LENGTH = 20_000;
  private final HttpErrorMapper errors =
      new HttpErrorMapper(Stage.PUBLISH, "sample", TestContext.over(new ScriptedTransport()));

  private static String repeated(String unit, int length) {
    return unit.repeat(length / unit.length() + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<", "<title", "<title>", "<h1 ", "<title>a", "{\"", "4", "400 ", "&lt;"})
  void serverMessage_growsWithItsInput(String unit) {
    // Of a page, 16 KiB are read.
    LinearTime.require(
        2_000,
        length -> {
          for (String start : List.of("<", "{", "")) {
            assertThat(errors.message(response(start + repeated(unit, length), ""))).isNotNull();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "//", "//a", "@", "//@", "?", "#", "?\n"})
  void redirect_growsWithItsInput(String unit) {
    LinearTime.require(
        LENGTH,
        length ->
            assertThat(errors.general(response("", "https://" + repeated(unit, length))))
                .isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/", "a/", "../", "./", "a.yml@", ".yml", "//", "//a", "@"})
  void pathsAndReferences_growWithTheirInput(String unit) {
    LinearTime.require(
        LENGTH,
        length -> {
          String text = repeated(unit, length);
          assertThat(MemberPath.linksOut(text + "/x", text)).isIn(true, false);
          assertThat(MemberPath.isNormal(text)).isIn(true, false);
          assertThat(WorkflowRef.parse("o/r/" + text)).isNotNull();
          assertThat(
                  GitLabClaims.of(
                      Claims.of(
                          JsonObject.of(Map.of("project_path", "a/b", "ci_config_ref_uri", text)))))
              .isPresent();
        });
  }

  private static HttpResponse response(String body, String location) {
    HttpRequest request = HttpRequest.get(URI.create("https://registry.example/x"), "upload");
    return HttpResponse.of(
        request,
        location.isEmpty() ? 400 : 302,
        "",
        Map.of("Location", List.of(location)),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
