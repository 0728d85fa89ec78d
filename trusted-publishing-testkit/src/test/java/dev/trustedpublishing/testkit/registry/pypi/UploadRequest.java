package dev.trustedpublishing.testkit.registry.pypi;

import dev.trustedpublishing.testkit.registry.pypi.model.Blake2b256;
import dev.trustedpublishing.testkit.registry.pypi.model.Digests;
import dev.trustedpublishing.testkit.registry.pypi.model.ProjectName;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An upload as a client would write it, to be spoiled by a test. A good wheel to start with. */
public final class UploadRequest {

  private record Part(String name, String filename, String contentType, byte[] content) {}

  private final List<Part> fields = new ArrayList<>();
  private Part file;
  private String authorization;
  private String accept = "application/json";
  private String path = "/legacy/";

  private final String token;

  private UploadRequest(String token, String filename, byte[] content) {
    this.token = token;
    authorization = basic("__token__", token);
    file = new Part("content", filename, "application/octet-stream", content);
  }

  public static UploadRequest wheel(String token) {
    return wheel(token, "sampleproject", "1.2.3");
  }

  static UploadRequest wheel(String token, String project, String version) {
    String name = ProjectName.inFileNames(project);
    return new UploadRequest(
            token, name + "-" + version + "-py3-none-any.whl", Archives.wheel(name, version))
        .common(project, version)
        .with("filetype", "bdist_wheel")
        .with("pyversion", "py3")
        .digest();
  }

  public static UploadRequest sdist(String token) {
    return new UploadRequest(
            token, "sampleproject-1.2.3.tar.gz", Archives.sdist("sampleproject-1.2.3"))
        .common("sampleproject", "1.2.3")
        .with("filetype", "sdist")
        .with("pyversion", "source")
        .digest();
  }

  private UploadRequest common(String project, String version) {
    return with(":action", "file_upload")
        .with("protocol_version", "1")
        .with("metadata_version", "2.1")
        .with("name", project)
        .with("version", version);
  }

  /** Replaces a field, or adds it. */
  UploadRequest with(String name, String value) {
    return without(name).and(name, value);
  }

  /** Adds a field once more. */
  UploadRequest and(String name, String value) {
    fields.add(new Part(name, "", "", value.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  UploadRequest without(String name) {
    fields.removeIf(field -> field.name().equals(name));
    return this;
  }

  UploadRequest withFileField(String name) {
    fields.add(new Part(name, "x.txt", "text/plain", new byte[] {'x'}));
    return this;
  }

  UploadRequest withFilename(String filename) {
    file = new Part("content", filename, file.contentType(), file.content());
    return this;
  }

  UploadRequest withContent(byte[] content) {
    file = new Part("content", file.filename(), file.contentType(), content);
    return digest();
  }

  UploadRequest withContentType(String contentType) {
    file = new Part("content", file.filename(), contentType, file.content());
    return this;
  }

  UploadRequest withoutFile() {
    file = null;
    return this;
  }

  UploadRequest withAuthorization(String value) {
    authorization = value;
    return this;
  }

  public UploadRequest withAccept(String value) {
    accept = value;
    return this;
  }

  UploadRequest to(String value) {
    path = value;
    return this;
  }

  UploadRequest withMd5() {
    try {
      return with("md5_digest", hex(MessageDigest.getInstance("MD5")));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  UploadRequest withBlake2() {
    return with("blake2_256_digest", hex(new Blake2b256()));
  }

  /** Adds attestations, one for each statement. */
  UploadRequest withAttestations(String... statements) {
    return with(
        "attestations",
        Stream.of(statements)
            .map(UploadRequest::base64)
            .map(statement ->
                "{\"version\":1,\"verification_material\":{\"certificate\":\"Y2VydA==\","
                    + "\"transparency_entries\":[{}]},\"envelope\":{\"statement\":\""
                    + statement
                    + "\",\"signature\":\"c2ln\"}}")
            .collect(Collectors.joining(",", "[", "]")));
  }

  /** A statement that fits the file. */
  String statement(String predicateType) {
    return """
    {"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"%s","digest":{"sha256":"%s"}}],\
    "predicateType":"%s","predicate":null}\
    """
        .formatted(file.filename(), hex(Digests.sha256()), predicateType);
  }

  UploadRequest withUpperCaseDigest() {
    return with("sha256_digest", hex(Digests.sha256()).toUpperCase(Locale.ROOT));
  }

  String token() {
    return token;
  }

  byte[] content() {
    return file.content();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  public HttpResponse<String> send(HttpClient client, URI server) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(BodyPublishers.ofByteArray(body()));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private UploadRequest digest() {
    return with("sha256_digest", hex(Digests.sha256()));
  }

  private String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(file.content()));
  }

  private byte[] body() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    List<Part> parts = new ArrayList<>(fields);
    if (file != null) {
      parts.add(file);
    }
    for (Part part : parts) {
      StringBuilder head = new StringBuilder("--b\r\nContent-Disposition: form-data; name=\"");
      head.append(part.name()).append('"');
      if (!part.filename().isEmpty()) {
        head.append("; filename=\"").append(part.filename()).append('"');
      }
      if (!part.contentType().isEmpty()) {
        head.append("\r\nContent-Type: ").append(part.contentType());
      }
      body.writeBytes(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
      body.writeBytes(part.content());
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes("--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }
}
