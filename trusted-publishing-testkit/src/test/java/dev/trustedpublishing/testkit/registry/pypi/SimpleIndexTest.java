package dev.trustedpublishing.testkit.registry.pypi;

import static dev.trustedpublishing.testkit.registry.pypi.RegistryFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.registry.pypi.model.UploadedFile;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimpleIndexTest {

  private static final String JSON_TYPE = "application/vnd.pypi.simple.v1+json";
  private static final String PIP =
      JSON_TYPE + ", application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01";

  private static RegistryFixture fixture;
  private static RegistryFixture.Running running;

  @BeforeAll
  static void upload() throws Exception {
    fixture = new RegistryFixture();
    running =
        fixture.start(
            PublisherRegistration.github("octo-org", "65", "sampleproject", "release.yml"));
    String token = running.apiToken();
    UploadRequest.wheel(token, "Sample.Project", "1.0")
        .with("requires_python", ">=3.8,<4")
        .send(fixture.client, running.server.uri());
    UploadRequest.wheel(token, "Sample.Project", "2.0").send(fixture.client, running.server.uri());
  }

  @AfterAll
  static void stop() throws Exception {
    running.close();
    fixture.close();
  }

  @Test
  void jsonPage_describesFiles() throws Exception {
    HttpResponse<String> answer = running.get("/simple/sample-project/", "Accept", PIP);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(JSON_TYPE);
    assertThat(answer.headers().firstValue("Content-Length")).isPresent();
    assertThat(answer.headers().firstValue("Vary")).hasValue("Accept");
    JsonNode page = JSON.readTree(answer.body());
    assertThat(page.at("/meta/api-version").asText()).isEqualTo("1.1");
    assertThat(page.path("name").asText()).isEqualTo("sample-project");
    assertThat(page.path("versions").toString()).isEqualTo("[\"1.0\",\"2.0\"]");
    UploadedFile file = running.registry.files().get(0);
    JsonNode first = page.at("/files/0");
    assertThat(first.path("filename").asText()).isEqualTo("sample_project-1.0-py3-none-any.whl");
    assertThat(first.path("url").asText()).endsWith("/sample_project-1.0-py3-none-any.whl");
    assertThat(first.at("/hashes/sha256").asText()).isEqualTo(file.sha256());
    assertThat(first.path("requires-python").asText()).isEqualTo(">=3.8,<4");
    assertThat(first.path("size").asLong()).isEqualTo(file.size());
    assertThat(first.path("upload-time").asText()).isEqualTo("2026-01-01T00:00:00.000000Z");
    assertThat(page.at("/files/1").has("requires-python")).isFalse();
  }

  @Test
  void file_isServedAtItsUrl() throws Exception {
    JsonNode page =
        JSON.readTree(running.get("/simple/sample-project/", "Accept", JSON_TYPE).body());
    URI url = URI.create(page.at("/files/0/url").asText());
    HttpResponse<String> answer = running.get(url.getRawPath());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValueAsLong("Content-Length"))
        .hasValue(running.registry.files().get(0).size());
    assertThat(running.get(url.getRawPath().replace("/files/", "/files/00/")).statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html | text/html; charset=UTF-8",
        "*/* | text/html; charset=UTF-8",
        "image/png | text/html; charset=UTF-8",
        "application/json | text/html; charset=UTF-8",
        "application/vnd.pypi.simple.v1+html | application/vnd.pypi.simple.v1+html",
        "application/vnd.pypi.simple.v1+json;q=0.1, text/html | text/html; charset=UTF-8"
      })
  void htmlPage_isReturnedForOtherAcceptHeaders(String accept, String contentType)
      throws Exception {
    HttpResponse<String> answer = running.get("/simple/sample-project/", "Accept", accept);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(contentType);
    assertThat(answer.body())
        .contains(
            "#sha256=" + running.registry.files().get(0).sha256(),
            "data-requires-python=\"&gt;=3.8,&lt;4\"",
            ">sample_project-1.0-py3-none-any.whl</a>");
  }

  @ParameterizedTest
  @CsvSource({
    "/simple/Sample.Project/, /simple/sample-project/",
    "/simple/sample_project/, /simple/sample-project/",
    "/simple/sample-project, /simple/sample-project/",
    "/simple, /simple/"
  })
  void nonNormalizedPath_isRedirected(String path, String location) throws Exception {
    HttpResponse<String> answer = running.get(path);
    assertThat(answer.statusCode()).isEqualTo(301);
    assertThat(answer.headers().firstValue("Location")).hasValue(location);
  }

  @Test
  void unknownProject_returns404() throws Exception {
    HttpResponse<String> answer = running.get("/simple/nothing/");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("404 Not Found");
  }

  @Test
  void projects_areListed() throws Exception {
    assertThat(running.get("/simple/").body())
        .contains("<a href=\"/simple/sample-project/\">Sample.Project</a>");
    assertThat(
            JSON.readTree(running.get("/simple/", "Accept", JSON_TYPE).body())
                .at("/projects/0/name")
                .asText())
        .isEqualTo("Sample.Project");
  }

  @Test
  void writeRequests_return405() throws Exception {
    assertThat(running.post("/simple/", "").statusCode()).isEqualTo(405);
    assertThat(running.post("/files/x", "").statusCode()).isEqualTo(405);
    assertThat(running.get("/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void scriptedFault_isReturnedOnce() throws Exception {
    running.registry.script(Endpoint.SIMPLE, Fault.answer(500, "text/html", "<p>no</p>"));
    assertThat(running.get("/simple/").statusCode()).isEqualTo(500);
    assertThat(running.get("/simple/").statusCode()).isEqualTo(200);
    assertThat(running.registry.requests()).isNotEmpty();
  }
}
