package dev.trustedpublishing.repository.pypi.index;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Searches for one file on a page of the simple index. Not thread-safe. */
final class IndexPage {
  private static final Pattern DISTRIBUTION =
      Pattern.compile("(?i).+\\.(whl|egg|zip|tgz|tar\\.(gz|bz2|xz|z)|exe|msi|rpm|deb|dmg)");

  private final PyPiArtifact artifact;
  private final Json json;
  private @Nullable Presence found;
  private @Nullable Presence result;
  private boolean fromIndex;
  private boolean quarantined;

  /**
   * Creates a reader.
   *
   * @param artifact the artifact
   * @param json reads the page's JSON form
   */
  IndexPage(PyPiArtifact artifact, Json json) {
    this.artifact = artifact;
    this.json = json;
  }

  /**
   * Reads the page.
   *
   * @param head the head of the response, with the content type
   * @param body the page
   */
  void read(HttpResponse head, InputStream body) {
    try {
      requireUnencoded(head);
      if (head.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("html")) {
        HtmlLinks links = new HtmlLinks(this::link);
        links.read(body);
        fromIndex |= links.isOfIndex();
      } else {
        JsonObject page = json.parse(body, "files", this::file);
        fromIndex |= isIndexPage(page);
        quarantined = isQuarantined(page);
      }
      result = conclusion();
    } catch (JsonException | IOException e) {
      result = new Presence.Unknown("the index page can't be read: " + SafeText.reason(e));
    }
  }

  /** Returns the result; empty if no page was read. */
  Optional<Presence> presence() {
    return Optional.ofNullable(result);
  }

  private Presence conclusion() {
    if (found != null) {
      return found;
    }
    // A login page or a broken server is no evidence that a file is absent.
    if (!fromIndex) {
      return new Presence.Unknown("the response is not a Simple API page");
    }
    // A quarantined project shows no files (PEP 792), which does not mean that it has none.
    return quarantined
        ? new Presence.Unknown("the project is quarantined, and its files are hidden")
        : new Presence.Absent();
  }

  private static void requireUnencoded(HttpResponse head) throws IOException {
    String encoding = head.header("Content-Encoding").orElse("").strip();
    if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw new IOException("it is encoded with " + encoding + ", which was not requested");
    }
  }

  private void file(JsonObject file) {
    fromIndex = true;
    if (file.text("filename").filter(artifact.filename()::equals).isPresent()) {
      found(file.object("hashes").flatMap(hashes -> hashes.text("sha256")));
    }
  }

  private void link(HtmlLinks.Link link) {
    // A login page has links as well.
    fromIndex |= DISTRIBUTION.matcher(link.filename()).matches();
    if (link.filename().equals(artifact.filename())) {
      found(link.sha256());
    }
  }

  private void found(Optional<String> sha256) {
    if (found == null) {
      found = compare(sha256);
    }
  }

  private Presence compare(Optional<String> sha256) {
    if (sha256.isEmpty()) {
      return new Presence.Unknown("the index has the file but no SHA-256 for it");
    }
    return sha256.get().equalsIgnoreCase(artifact.file().sha256())
        ? new Presence.SameContent()
        : new Presence.OtherContent("sha256:" + SafeText.shown(sha256.get()));
  }

  /** Every page declares its API version, even one without files (PEP 691). */
  private static boolean isIndexPage(JsonObject page) {
    return page.object("meta").flatMap(meta -> meta.text("api-version")).isPresent();
  }

  private static boolean isQuarantined(JsonObject page) {
    return page.object("project-status")
        .flatMap(status -> status.text("status"))
        .filter("quarantined"::equals)
        .isPresent();
  }
}
