package dev.trustedpublishing.testkit.registry.npm.publish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.testkit.registry.npm.model.Attachment;
import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.model.Publication;
import dev.trustedpublishing.testkit.registry.npm.model.Refusal;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks a publish document field by field (libnpmpublish, lib/publish.js). The real registry's
 * messages for status 400 are not documented; these state what was found and what was expected.
 */
final class DocumentChecks {

  private static final int MAX_VERSION_LENGTH = 256;
  private static final String ID = "(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
  private static final Pattern VERSION =
      Pattern.compile(
          "(0|[1-9]\\d*)(\\.(0|[1-9]\\d*)){2}"
              + ("(-" + ID + "(\\." + ID + ")*)?")
              + "(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?");

  /** A tag that looks like a version or a part of one, so that installers can't use it as a tag. */
  private static final Pattern RANGE =
      Pattern.compile("[v=^~<>]*\\s*(\\d+|[xX*])(\\.(\\d+|[xX*])){0,2}([-+].*)?|");

  private static final Set<String> ACCESS = Set.of("public", "restricted");
  private static final String BINARY = "application/octet-stream";

  /**
   * Checks a document.
   *
   * @param name the package in the address
   * @throws Refusal for the first thing that is wrong
   */
  Publication check(PackageName name, PublishDocument received, Instant now) {
    JsonNode document = received.json();
    same("name", document.path("name"), name.value());
    same("_id", document.path("_id"), name.value());
    String version = onlyKey("versions", document.path("versions"));
    require(
        VERSION.matcher(version).matches() && version.length() <= MAX_VERSION_LENGTH,
        "\"" + version + "\" is not a version by the rules of SemVer");
    String tag = tag(document.path("dist-tags"), version);
    String place = "versions[\"" + version + "\"].";
    JsonNode manifest = document.path("versions").path(version);
    same(place + "name", manifest.path("name"), name.value());
    same(place + "version", manifest.path("version"), version);
    same(place + "_id", manifest.path("_id"), name.value() + "@" + version);
    String access = access(document.path("access"), name);
    Attachment.Binary tarball = tarball(received.attachments(), name + "-" + version);
    JsonNode dist = manifest.path("dist");
    same(place + "dist.integrity", dist.path("integrity"), tarball.integrity());
    same(place + "dist.shasum", dist.path("shasum"), tarball.shasum());
    require(
        dist.path("tarball").isTextual(),
        place + "dist.tarball is " + dist.path("tarball") + ", expected an address");
    return new Publication(
        name.value(),
        version,
        tag,
        access,
        document,
        tarball.file(),
        tarball.size(),
        tarball.integrity(),
        tarball.shasum(),
        provenance(received.attachments()).map(Attachment.Text::data),
        now);
  }

  /** Finds the bundle among the attachments. */
  static Optional<Attachment.Text> provenance(List<Attachment> attachments) {
    return attachments.stream()
        .filter(Attachment.Text.class::isInstance)
        .map(Attachment.Text.class::cast)
        .findFirst();
  }

  private static Attachment.Binary tarball(List<Attachment> attachments, String nameAndVersion) {
    List<String> expected = List.of(nameAndVersion + ".tgz", nameAndVersion + ".sigstore");
    for (Attachment attachment : attachments) {
      require(
          expected.contains(attachment.name()),
          place(attachment) + " is unexpected, expected " + String.join(" and ", expected));
    }
    Attachment.Binary tarball =
        attachments.stream()
            .filter(Attachment.Binary.class::isInstance)
            .map(Attachment.Binary.class::cast)
            .findFirst()
            .orElseThrow(() -> Refusal.badRequest("there is no attachment " + expected.get(0)));
    require(
        BINARY.equals(tarball.contentType()),
        place(tarball) + ".content_type is " + tarball.contentType() + ", expected " + BINARY);
    require(tarball.size() > 0, place(tarball) + " is empty");
    length(tarball, tarball.size());
    provenance(attachments).ifPresent(bundle -> length(bundle, bundle.data().length()));
    return tarball;
  }

  private static void length(Attachment attachment, long expected) {
    require(
        Objects.equals(attachment.length(), expected),
        place(attachment) + ".length is " + attachment.length() + ", expected " + expected);
  }

  private static String place(Attachment attachment) {
    return "_attachments[\"" + attachment.name() + "\"]";
  }

  private static String tag(JsonNode tags, String version) {
    String tag = onlyKey("dist-tags", tags);
    same("dist-tags[\"" + tag + "\"]", tags.path(tag), version);
    require(
        !RANGE.matcher(tag).matches(),
        "the tag \"" + tag + "\" reads as a range of versions, expected a name");
    return tag;
  }

  private static @Nullable String access(JsonNode access, PackageName name) {
    if (access.isMissingNode() || access.isNull()) {
      return null;
    }
    require(
        ACCESS.contains(access.asText()),
        "access is " + access + ", expected \"public\", \"restricted\" or null");
    require(
        name.scoped() || access.asText().equals("public"),
        "access is \"restricted\", which only a package with a scope can be");
    return access.asText();
  }

  private static String onlyKey(String place, JsonNode object) {
    require(
        object.isObject() && object.size() == 1,
        place + " has " + object.size() + " entries, expected exactly one");
    Iterator<String> names = object.fieldNames();
    return names.next();
  }

  private static void same(String place, JsonNode found, String expected) {
    require(
        expected.equals(found.textValue()),
        place
            + " is "
            + (found.isMissingNode() ? "missing" : found)
            + ", expected \""
            + expected
            + "\"");
  }

  private static void require(boolean fulfilled, String message) {
    if (!fulfilled) {
      throw Refusal.badRequest(message);
    }
  }
}
