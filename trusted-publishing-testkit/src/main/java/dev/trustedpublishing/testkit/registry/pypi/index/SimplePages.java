package dev.trustedpublishing.testkit.registry.pypi.index;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.registry.pypi.model.ProjectName;
import dev.trustedpublishing.testkit.registry.pypi.model.UploadedFile;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The simple index and the file downloads (Warehouse, api/simple.py). */
public final class SimplePages {

  private static final String JSON = "application/vnd.pypi.simple.v1+json";
  private static final String VERSIONED_HTML = "application/vnd.pypi.simple.v1+html";
  private static final String HTML = "text/html";
  private static final Map<String, String> META = Map.of("api-version", "1.1");
  private static final DateTimeFormatter UPLOAD_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final URI base;
  private final PackageIndex index;

  public SimplePages(URI base, PackageIndex index) {
    this.base = base;
    this.index = index;
  }

  /** Handles requests below {@code /simple}. */
  public Answer page(Request request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return Answer.methodNotAllowed("GET, HEAD");
    }
    String path = request.path();
    if (!path.endsWith("/")) {
      return Answer.redirect(301, path(path) + "/");
    }
    if (path.equals("/simple/")) {
      return projects(request);
    }
    String name = path.substring("/simple/".length(), path.length() - 1);
    if (name.contains("/")) {
      return Answer.notFound();
    }
    String normal = ProjectName.normalize(name);
    if (!normal.equals(name)) {
      return Answer.redirect(301, path("/simple/" + normal + "/"));
    }
    return index.exists(normal) ? project(request, normal) : Answer.notFound();
  }

  /** Handles requests below {@code /files}. */
  public Answer file(Request request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return Answer.methodNotAllowed("GET, HEAD");
    }
    String path = request.path();
    Optional<UploadedFile> file =
        index
            .file(path.substring(path.lastIndexOf('/') + 1))
            .filter(found -> location(found).equals(path));
    return file.map(found -> Answer.file("application/octet-stream", found.content()))
        .orElseGet(Answer::notFound);
  }

  private Answer projects(Request request) {
    List<String> names = List.copyOf(index.projects());
    if (type(request).equals(JSON)) {
      List<Map<String, String>> projects =
          names.stream().map(name -> Map.of("name", name)).toList();
      return answer(JSON, json(Map.of("projects", projects)));
    }
    StringBuilder links = new StringBuilder();
    for (String name : names) {
      links.append(
          "<a href=\"%s\">%s</a><br/>\n"
              .formatted(path("/simple/" + ProjectName.normalize(name) + "/"), Html.escape(name)));
    }
    return html(request, "Simple index", links.toString());
  }

  private Answer project(Request request, String name) {
    List<UploadedFile> files = index.filesOf(name);
    if (type(request).equals(JSON)) {
      Map<String, Object> page = new LinkedHashMap<>();
      page.put("name", name);
      page.put("versions", files.stream().map(UploadedFile::version).distinct().toList());
      page.put("files", files.stream().map(this::describe).toList());
      return answer(JSON, json(page));
    }
    StringBuilder links = new StringBuilder();
    for (UploadedFile file : files) {
      String requiresPython =
          file.requiresPython() == null
              ? ""
              : " data-requires-python=\"" + Html.escape(file.requiresPython()) + "\"";
      links.append(
          "<a href=\"%s#sha256=%s\"%s>%s</a><br/>\n"
              .formatted(
                  address(file), file.sha256(), requiresPython, Html.escape(file.filename())));
    }
    return html(request, "Links for " + name, links.toString());
  }

  private Map<String, Object> describe(UploadedFile file) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("filename", file.filename());
    description.put("url", address(file));
    description.put("hashes", Map.of("sha256", file.sha256()));
    if (file.requiresPython() != null) {
      description.put("requires-python", file.requiresPython());
    }
    description.put("size", file.size());
    description.put("upload-time", UPLOAD_TIME.format(file.uploadedAt()));
    description.put("yanked", false);
    return description;
  }

  private static Map<String, Object> json(Map<String, ?> content) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("meta", META);
    page.putAll(content);
    return page;
  }

  private static Answer html(Request request, String title, String links) {
    String page =
        """
        <!DOCTYPE html>
        <html>
          <head>
            <meta name="pypi:repository-version" content="1.1">
            <title>%s</title>
          </head>
          <body>
        %s  </body>
        </html>
        """
            .formatted(Html.escape(title), links);
    String type = type(request);
    return vary(Answer.text(200, type.equals(HTML) ? HTML + "; charset=UTF-8" : type, page));
  }

  private static Answer answer(String type, Object page) {
    return vary(Answer.json(200, type, page));
  }

  private static Answer vary(Answer answer) {
    return answer.withHeader("Vary", "Accept");
  }

  /** Ties and unknown types return HTML; PyPI never returns 406 for them. */
  private static String type(Request request) {
    return Accept.of(request).best(HTML, VERSIONED_HTML, JSON).orElse(HTML);
  }

  private String address(UploadedFile file) {
    return base + location(file);
  }

  /** The path of a file: its digest, then its name, because pip reads the name from the path. */
  private static String location(UploadedFile file) {
    String digest = file.sha256();
    return "/files/"
        + digest.substring(0, 2)
        + "/"
        + digest.substring(2, 4)
        + "/"
        + digest.substring(4)
        + "/"
        + URLEncoder.encode(file.filename(), StandardCharsets.UTF_8);
  }

  /** A path of this registry as a client must write it. */
  private String path(String relative) {
    return base.getRawPath() + relative;
  }
}
