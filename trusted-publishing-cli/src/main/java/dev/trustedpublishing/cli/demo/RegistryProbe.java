package dev.trustedpublishing.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.api.artifact.Artifact;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * Asks the sandbox's registry as somebody else would: an installer that looks for files, and a
 * thief who found an API token. Uses nothing of the library that must be proven.
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
   * Uploads a wheel that already exists: with a token that is alive, that is a success which
   * changes nothing.
   *
   * @return the HTTP status
   */
  int uploadAgain(URI upload, String token, Artifact wheel) throws IOException {
    HttpPost request = new HttpPost(upload);
    byte[] credentials = ("__token__:" + token).getBytes(StandardCharsets.UTF_8);
    request.setHeader(
        HttpHeaders.AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(credentials));
    request.setEntity(
        MultipartEntityBuilder.create()
            .addTextBody(":action", "file_upload")
            .addTextBody("protocol_version", "1")
            .addTextBody("metadata_version", "2.1")
            .addTextBody("name", wheel.packageName())
            .addTextBody("version", wheel.version())
            .addTextBody("filetype", "bdist_wheel")
            .addTextBody("pyversion", "py3")
            .addBinaryBody(
                "content",
                wheel.file().path().toFile(),
                ContentType.APPLICATION_OCTET_STREAM,
                wheel.filename())
            .build());
    return status(request);
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
   * Publishes an empty document to an npm registry, which rejects a wrong token before it reads it.
   *
   * @return the HTTP status
   */
  int put(URI address, String token) throws IOException {
    HttpPut request = new HttpPut(address);
    request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
    request.setEntity(new StringEntity("{}", ContentType.APPLICATION_JSON));
    return status(request);
  }

  private int status(ClassicHttpRequest request) throws IOException {
    return http.execute(
        request,
        answer -> {
          EntityUtils.consume(answer.getEntity());
          return answer.getCode();
        });
  }

  static boolean isJsonObject(String line) {
    try {
      JsonNode node = new JsonMapper().readTree(line);
      return node.isObject();
    } catch (JsonProcessingException e) {
      // That is the response: it is not.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
