package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.registry.pypi.model.Digests;
import dev.trustedpublishing.testkit.registry.pypi.model.ReceivedFile;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code multipart/form-data} body as a stream: the file is hashed while it is written to
 * disk, so that memory does not grow with its size.
 */
public final class UploadFormReader {

  /** The largest text field, in bytes. PyPI has no such limit; a description is far below. */
  private static final int FIELD_LIMIT = 16 << 20;

  /**
   * The largest head of a part, in bytes: enough for any file name that is rejected for its own
   * reason.
   */
  private static final int PART_HEADER_LIMIT = 1 << 14;

  private static final Pattern FILE_NAME =
      Pattern.compile(";\\s*filename=\"((?:\\\\.|[^\"\\\\])*)\"", Pattern.DOTALL);

  private final Path directory;

  public UploadFormReader(Path directory) {
    this.directory = directory;
  }

  /**
   * Reads the whole body, even if something is wrong with it: "the whole body is read before any
   * error is sent" (Warehouse, forklift/decorators.py).
   *
   * @throws Refusal if the body is not a form
   * @throws IOException if the body can't be read completely
   */
  UploadForm read(Request request) throws IOException {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    Set<String> misplacedFiles = new LinkedHashSet<>();
    ReceivedFile content = null;
    try {
      FileItemInputIterator parts = new Multipart().getItemIterator(request);
      while (parts.hasNext()) {
        FileItemInput part = parts.next();
        String name = part.getFieldName();
        if (name == null) {
          continue;
        }
        if (part.isFormField()) {
          addText(fields, name, part);
        } else if (name.equals("content") && content == null) {
          content = receive(part);
        } else if (!name.equals("gpg_signature")) {
          // "we don't care about the legacy gpg_signature field" (Warehouse, forklift/forms.py:
          // accepted, ignored)
          misplacedFiles.add(name);
        }
      }
      return new UploadForm(fields, misplacedFiles, content);
    } catch (FileUploadException e) {
      discard(content);
      request.drain();
      throw Refusal.badRequest("Upload payload is not a form: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      discard(content);
      throw e;
    }
  }

  private static void addText(Map<String, List<String>> fields, String name, FileItemInput part)
      throws IOException {
    try (InputStream in = part.getInputStream()) {
      byte[] bytes = in.readNBytes(FIELD_LIMIT + 1);
      if (bytes.length > FIELD_LIMIT) {
        throw new IOException("Field " + name + " is longer than " + FIELD_LIMIT + " bytes");
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      // "Text values equal to UNKNOWN (trimmed) are dropped; empty strings count as absent; NUL is
      // escaped" (Warehouse, forklift/decorators.py)
      if (!text.isEmpty() && !text.trim().equals("UNKNOWN")) {
        fields.computeIfAbsent(name, any -> new ArrayList<>()).add(text.replace("\0", "\\x00"));
      }
    }
  }

  private ReceivedFile receive(FileItemInput part) throws IOException {
    Path path = Files.createTempFile(directory, "upload", null);
    MessageDigest sha256 = Digests.sha256();
    try (InputStream in = new DigestInputStream(part.getInputStream(), sha256)) {
      Files.copy(in, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(path);
      throw e;
    }
    return new ReceivedFile(
        name(part),
        part.getContentType(),
        path,
        Files.size(path),
        HexFormat.of().formatHex(sha256.digest()));
  }

  /** The name as it was sent: the parser rejects some characters, and drops others at the ends. */
  private static String name(FileItemInput part) {
    Matcher sent =
        FILE_NAME.matcher(
            Objects.requireNonNullElse(part.getHeaders().getHeader("Content-Disposition"), ""));
    return sent.find() ? sent.group(1).replaceAll("\\\\([\"\\\\])", "$1") : part.getName();
  }

  private static void discard(@Nullable ReceivedFile content) throws IOException {
    if (content != null) {
      Files.deleteIfExists(content.path());
    }
  }

  /** Adapts the parser to these requests; it supports only servlets and portlets. */
  private static final class Multipart
      extends AbstractFileUpload<Request, DiskFileItem, DiskFileItemFactory> {

    Multipart() {
      setHeaderCharset(StandardCharsets.UTF_8);
      setMaxPartHeaderSize(PART_HEADER_LIMIT);
    }

    @Override
    public FileItemInputIterator getItemIterator(Request request) throws IOException {
      return getItemIterator(new Context(request));
    }

    @Override
    public Map<String, List<DiskFileItem>> parseParameterMap(Request request)
        throws FileUploadException {
      return parseParameterMap(new Context(request));
    }

    @Override
    public List<DiskFileItem> parseRequest(Request request) throws FileUploadException {
      return parseRequest(new Context(request));
    }
  }

  private record Context(Request request) implements RequestContext {

    @Override
    public String getCharacterEncoding() {
      return StandardCharsets.UTF_8.name();
    }

    @Override
    public Charset getCharset() {
      return StandardCharsets.UTF_8;
    }

    @Override
    public long getContentLength() {
      return request.header("Content-Length").map(Long::parseLong).orElse(-1L);
    }

    @Override
    public String getContentType() {
      return request.header("Content-Type").orElse("");
    }

    @Override
    public InputStream getInputStream() {
      return request.body();
    }

    @Override
    public boolean isMultipartRelated() {
      return false;
    }
  }
}
