package dev.trustedpublishing.repository.pypi;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpAnswer;
import dev.trustedpublishing.api.http.HttpCall;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.repository.Presence;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code GET /simple/NAME/}: looks a file up in the simple index (pypi.md 6.1 and 6.3). Yanked
 * files count as there, because their names are taken.
 */
final class IndexCall {
  private static final String JSON = "application/vnd.pypi.simple.v1+json";

  /** Many indexes but PyPI know the HTML form only (PEP 503). */
  private static final String ACCEPT =
      JSON + ", application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

  private static final int LONGEST_PAGE = 32 << 20;
  private static final Pattern LINK = Pattern.compile("href\\s*=\\s*[\"']([^\"']*)[\"']");
  private static final Pattern SHA_256 = Pattern.compile("#(?:.*&)?sha256=([0-9a-fA-F]{64})");

  private final RegistryEndpoints endpoints;
  private final SpiContext context;

  IndexCall(RegistryEndpoints endpoints, SpiContext context) {
    this.endpoints = endpoints;
    this.context = context;
  }

  /**
   * Looks once. "Absent" is what the index knows at the moment, which may be some minutes old.
   *
   * @param artifact what is looked for
   * @return what is known about it
   * @throws TrustedPublishingException if the index has a fault and a retry can help
   */
  Presence send(PyPiArtifact artifact) {
    HttpAnswer answer =
        new SameOriginGet(context)
            .send(
                HttpCall.get(
                        endpoints.simplePage(artifact.project()),
                        "look up " + artifact.filename() + " at " + endpoints.name())
                    .withAccept(ACCEPT)
                    .withHeader("Cache-Control", "no-cache")
                    .withAnswerLimit(LONGEST_PAGE));
    if (answer.status() == 404) {
      return new Presence.Absent();
    }
    if (answer.isTransientFailure()) {
      throw new CallFailures(Stage.PUBLISH, endpoints.name(), context)
          .general(answer)
          .orElseThrow();
    }
    if (answer.isRedirect()) {
      return new Presence.Unknown("the index sends us elsewhere, and that is not followed");
    }
    if (answer.status() != 200) {
      return new Presence.Unknown("the index answered HTTP " + answer.status());
    }
    if (answer.isTruncated()) {
      return new Presence.Unknown(
          "the index page is longer than " + LONGEST_PAGE + " bytes and was not read to its end");
    }
    return isHtml(answer) ? inHtml(answer, artifact) : inJson(answer, artifact);
  }

  private static boolean isHtml(HttpAnswer answer) {
    return answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("html");
  }

  private Presence inJson(HttpAnswer answer, PyPiArtifact artifact) {
    try {
      JsonObject page = context.json().parse(answer.body());
      for (JsonObject file : page.objects("files")) {
        if (file.text("filename").filter(artifact.filename()::equals).isPresent()) {
          return compare(file.object("hashes").flatMap(hashes -> hashes.text("sha256")), artifact);
        }
      }
      // A quarantined project shows no files (PEP 792), which does not mean that it has none.
      boolean quarantined =
          page.object("project-status")
              .flatMap(status -> status.text("status"))
              .filter("quarantined"::equals)
              .isPresent();
      return quarantined
          ? new Presence.Unknown("the project is quarantined, and its files are not shown")
          : new Presence.Absent();
    } catch (JsonException e) {
      return new Presence.Unknown(
          "the index page can't be read: " + SafeText.shown(String.valueOf(e.getMessage())));
    }
  }

  private static Presence inHtml(HttpAnswer answer, PyPiArtifact artifact) {
    Matcher link = LINK.matcher(new String(answer.body(), StandardCharsets.UTF_8));
    while (link.find()) {
      String target = link.group(1).replace("&amp;", "&");
      String path = target.replaceFirst("[?#].*", "");
      if (isNamed(path.substring(path.lastIndexOf('/') + 1), artifact)) {
        Matcher digest = SHA_256.matcher(target);
        return compare(digest.find() ? Optional.of(digest.group(1)) : Optional.empty(), artifact);
      }
    }
    return new Presence.Absent();
  }

  /** Some indexes encode what needs no encoding, such as the "!" of an epoch. */
  private static boolean isNamed(String encoded, PyPiArtifact artifact) {
    try {
      // A plus sign in a path is a plus sign, unlike in a form.
      String name = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
      return name.equals(artifact.filename());
    } catch (IllegalArgumentException notEncoded) {
      return encoded.equals(artifact.filename());
    }
  }

  private static Presence compare(Optional<String> sha256, PyPiArtifact artifact) {
    if (sha256.isEmpty()) {
      return new Presence.Unknown("the index has the file but gives no SHA-256 for it");
    }
    return sha256.get().equalsIgnoreCase(artifact.file().sha256())
        ? new Presence.SameContent()
        : new Presence.OtherContent("sha256:" + SafeText.shown(sha256.get()));
  }
}
