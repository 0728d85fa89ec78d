package dev.trustedpublishing.repository.pypi.index;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonFeed;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one file on a page of the simple index while the page arrives. Confined to one thread
 * at a time.
 */
final class IndexPage {
  private static final Pattern DISTRIBUTION =
      Pattern.compile("(?i).+\\.(whl|egg|zip|tgz|tar\\.(gz|bz2|xz|z)|exe|msi|rpm|deb|dmg)");

  private final PyPiArtifact artifact;
  private final Json json;
  private @Nullable HtmlLinks links;
  private @Nullable JsonFeed feed;
  private @Nullable Presence found;
  private @Nullable String broken;
  private boolean listsAny;

  /**
   * Prepares to look.
   *
   * @param artifact what is looked for
   * @param json reads the page's JSON form
   */
  IndexPage(PyPiArtifact artifact, Json json) {
    this.artifact = artifact;
    this.json = json;
  }

  /**
   * Takes the next part of the page.
   *
   * @param head says in which form the page is
   * @param part the bytes
   */
  void read(HttpResponse head, ByteBuffer part) {
    if (links == null && feed == null) {
      begin(head);
    }
    if (broken != null) {
      return;
    }
    try {
      if (feed != null) {
        feed.read(part);
      }
      if (links != null) {
        links.read(part);
      }
    } catch (JsonException e) {
      broken = String.valueOf(e.getMessage());
    }
  }

  /** What the whole page says. */
  Presence presence() {
    boolean quarantined = false;
    try {
      if (feed != null && broken == null) {
        JsonObject page = feed.end();
        quarantined = isQuarantined(page);
        listsAny = listsAny || isIndexPage(page);
      }
      listsAny |= links != null && links.isOfIndex();
    } catch (JsonException e) {
      broken = String.valueOf(e.getMessage());
    }
    if (broken != null) {
      return new Presence.Unknown("the index page can't be read: " + SafeText.shown(broken));
    }
    if (found != null) {
      return found;
    }
    // What a login page or a broken server says is not that a file is absent.
    if (!listsAny) {
      return new Presence.Unknown("what the index answered is no page of an index");
    }
    // A quarantined project shows no files (PEP 792), which does not mean that it has none.
    return quarantined
        ? new Presence.Unknown("the project is quarantined, and its files are not shown")
        : new Presence.Absent();
  }

  private void begin(HttpResponse head) {
    Optional<String> encoding =
        head.header("Content-Encoding")
            .filter(name -> !name.isBlank() && !name.strip().equalsIgnoreCase("identity"));
    if (encoding.isPresent()) {
      broken = "it is encoded with " + encoding.get() + ", and nobody asked for that";
    }
    if (head.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("html")) {
      links = new HtmlLinks(this::link);
    } else {
      feed = json.feed("files", this::file);
    }
  }

  private void file(JsonObject file) {
    listsAny = true;
    if (file.text("filename").filter(artifact.filename()::equals).isPresent()) {
      found(file.object("hashes").flatMap(hashes -> hashes.text("sha256")));
    }
  }

  private void link(HtmlLinks.Link link) {
    // A login page has links as well.
    listsAny |= DISTRIBUTION.matcher(link.filename()).matches();
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
      return new Presence.Unknown("the index has the file but gives no SHA-256 for it");
    }
    return sha256.get().equalsIgnoreCase(artifact.file().sha256())
        ? new Presence.SameContent()
        : new Presence.OtherContent("sha256:" + SafeText.shown(sha256.get()));
  }

  /** Every page says by which rules it was made, also one without files (PEP 691). */
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
