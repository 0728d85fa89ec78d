package dev.trustedpublishing.testkit.registry.npm.publish;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.registry.npm.model.Attachment;
import dev.trustedpublishing.testkit.registry.npm.model.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads publish documents. The base64 of a tarball goes into a file while it arrives, so that
 * memory does not grow with it.
 */
final class DocumentReader {

  private static final String PROVENANCE = ".sigstore";

  private final Path directory;
  private final JsonMapper json =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // The server reads the rest of a rejected body.
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  DocumentReader(Path directory) {
    this.directory = directory;
  }

  /**
   * Reads a document.
   *
   * @throws Refusal if it is not JSON, or data is not base64; no files are left behind in this case
   * @throws IOException if the connection or the disk fails
   */
  PublishDocument read(InputStream body) throws IOException {
    List<Attachment> attachments = new ArrayList<>();
    try (JsonParser parser = json.createParser(body)) {
      ObjectNode document = object(parser, attachments);
      if (parser.nextToken() != null) {
        throw Refusal.badRequest("the document is followed by something else");
      }
      return new PublishDocument(document, attachments);
    } catch (JsonProcessingException e) {
      discard(attachments);
      throw Refusal.badRequest("the document is not JSON: " + e.getOriginalMessage());
    } catch (IOException | RuntimeException e) {
      discard(attachments);
      throw e;
    }
  }

  private ObjectNode object(JsonParser parser, List<Attachment> attachments) throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT, "the document is not a JSON object");
    ObjectNode document = json.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      document.set(
          name,
          name.equals("_attachments") ? attachments(parser, attachments) : json.readTree(parser));
    }
    return document;
  }

  private ObjectNode attachments(JsonParser parser, List<Attachment> attachments)
      throws IOException {
    require(parser.currentToken() == JsonToken.START_OBJECT, "_attachments is not a JSON object");
    ObjectNode described = json.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      described.set(name, attachment(name, parser, attachments));
    }
    return described;
  }

  /** Adds the attachment and returns its description without its data. */
  private ObjectNode attachment(String name, JsonParser parser, List<Attachment> attachments)
      throws IOException {
    String place = "_attachments[\"" + name + "\"]";
    require(parser.currentToken() == JsonToken.START_OBJECT, place + " is not a JSON object");
    ObjectNode described = json.createObjectNode();
    Attachment data = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      if (field.equals("data")) {
        require(parser.currentToken() == JsonToken.VALUE_STRING, place + ".data is not a text");
        data = name.endsWith(PROVENANCE) ? text(name, parser) : binary(name, parser);
        attachments.add(data);
      } else {
        described.set(field, json.readTree(parser));
      }
    }
    if (data == null) {
      throw Refusal.badRequest(place + " has no data");
    }
    attachments.set(attachments.size() - 1, described(data, described));
    return described;
  }

  private static Attachment described(Attachment data, ObjectNode fields) {
    String type = fields.path("content_type").textValue();
    Long length =
        fields.path("length").isIntegralNumber() ? fields.path("length").longValue() : null;
    if (data instanceof Attachment.Binary binary) {
      return new Attachment.Binary(
          binary.name(),
          type,
          length,
          binary.file(),
          binary.size(),
          binary.integrity(),
          binary.sha512(),
          binary.shasum());
    }
    return new Attachment.Text(data.name(), type, length, ((Attachment.Text) data).data());
  }

  private static Attachment text(String name, JsonParser parser) throws IOException {
    return new Attachment.Text(name, null, null, parser.getText());
  }

  private Attachment binary(String name, JsonParser parser) throws IOException {
    MessageDigest sha1 = digest("SHA-1");
    MessageDigest sha512 = digest("SHA-512");
    Path file = Files.createTempFile(directory, "attachment", ".tgz");
    try (OutputStream out =
        new DigestOutputStream(new DigestOutputStream(Files.newOutputStream(file), sha1), sha512)) {
      parser.readBinaryValue(out);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // Jackson throws the first while it reads ahead, and the second while it decodes.
      Files.deleteIfExists(file);
      throw Refusal.badRequest("_attachments[\"" + name + "\"].data is not base64");
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    byte[] hash = sha512.digest();
    return new Attachment.Binary(
        name,
        null,
        null,
        file,
        Files.size(file),
        "sha512-" + Base64.getEncoder().encodeToString(hash),
        HexFormat.of().formatHex(hash),
        HexFormat.of().formatHex(sha1.digest()));
  }

  private static void discard(List<Attachment> attachments) throws IOException {
    for (Attachment attachment : attachments) {
      if (attachment instanceof Attachment.Binary binary) {
        Files.deleteIfExists(binary.file());
      }
    }
  }

  private static void require(boolean fulfilled, String message) {
    if (!fulfilled) {
      throw Refusal.badRequest(message);
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
