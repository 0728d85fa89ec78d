package dev.trustedpublishing.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * Asks the sandbox's registry as somebody else would: an installer that looks for files, and a
 * thief who found an API token. Uses nothing of the library that is to be proven.
 */
final class RegistryProbe implements AutoCloseable {
  private final CloseableHttpClient http = HttpClients.createMinimal();

  /** Reads the simple index (PEP 691): file names and their SHA-256. */
  Map<String, String> digests(URI index, String project) throws IOException {
    HttpGet request = new HttpGet(index + project + "/");
    request.setHeader(HttpHeaders.ACCEPT, "application/vnd.pypi.simple.v1+json");
    String page = http.execute(request, answer -> EntityUtils.toString(answer.getEntity()));
    Map<String, String> digests = new LinkedHashMap<>();
    for (JsonNode file : new JsonMapper().readTree(page).path("files")) {
      digests.put(file.path("filename").asText(), file.path("hashes").path("sha256").asText());
    }
    return digests;
  }

  /**
   * Uploads a wheel that is there already: with a token that is alive, that is a success which
   * changes nothing.
   *
   * @return the HTTP status
   */
  int uploadAgain(URI upload, String token, String name, String version, Path wheel)
      throws IOException {
    HttpPost request = new HttpPost(upload);
    String credentials = "__token__:" + token;
    request.setHeader(
        HttpHeaders.AUTHORIZATION,
        "Basic "
            + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    request.setEntity(
        MultipartEntityBuilder.create()
            .addTextBody(":action", "file_upload")
            .addTextBody("protocol_version", "1")
            .addTextBody("metadata_version", "2.1")
            .addTextBody("name", name)
            .addTextBody("version", version)
            .addTextBody("filetype", "bdist_wheel")
            .addTextBody("pyversion", "py3")
            .addBinaryBody(
                "content",
                wheel.toFile(),
                ContentType.APPLICATION_OCTET_STREAM,
                String.valueOf(wheel.getFileName()))
            .build());
    return http.execute(
        request,
        answer -> {
          EntityUtils.consume(answer.getEntity());
          return answer.getCode();
        });
  }

  /** Reads a JSON document. */
  JsonNode json(URI document) throws IOException {
    return new JsonMapper().readTree(bytes(document));
  }

  /** Reads whatever is there. */
  byte[] bytes(URI address) throws IOException {
    return http.execute(
        new HttpGet(address), answer -> EntityUtils.toByteArray(answer.getEntity()));
  }

  /**
   * Publishes an empty document to an npm registry: who may not is told so before it is read.
   *
   * @return the HTTP status
   */
  int put(URI address, String token) throws IOException {
    HttpPut request = new HttpPut(address);
    request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
    request.setEntity(new StringEntity("{}", ContentType.APPLICATION_JSON));
    return http.execute(
        request,
        answer -> {
          EntityUtils.consume(answer.getEntity());
          return answer.getCode();
        });
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
