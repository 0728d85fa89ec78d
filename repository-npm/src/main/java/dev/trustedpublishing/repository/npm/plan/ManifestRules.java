package dev.trustedpublishing.repository.npm.plan;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.repository.npm.model.DistTag;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.repository.npm.model.PackageVersion;
import dev.trustedpublishing.repository.npm.model.PublishConfig;
import dev.trustedpublishing.repository.npm.model.PublishOptions;
import dev.trustedpublishing.repository.npm.model.Tarball;
import dev.trustedpublishing.repository.npm.options.Access;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import java.util.Optional;

/**
 * The rules by which npm's own client rejects a package (npm CLI, lib/commands/publish.js), as far
 * as the package itself shows them. As in npm, an explicit tag overrides some rules.
 *
 * @param file the file, for its name
 * @param tarball what is in it
 * @param options what the caller chose
 * @param findings receives the problems
 */
public record ManifestRules(
    ArchiveFile file, Tarball tarball, PublishOptions options, FileProblems findings) {
  private static final String PACK_AGAIN = "Correct the package.json, and pack it again.";

  /**
   * Checks all rules.
   *
   * @return the artifact, without provenance; empty if its name or version is invalid, which is
   *     then a problem
   */
  Optional<NpmArtifact> check() {
    Optional<PackageName> name = name();
    Optional<PackageVersion> version = version();
    checkOutside();
    checkPrivate();
    checkExtensions();
    checkPublishConfig();
    DistTag tag = tag();
    Optional<Access> access = name.flatMap(this::access);
    version.ifPresent(release -> checkTag(tag, release));
    if (name.isEmpty() || version.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new NpmArtifact(tarball, name.get(), version.get(), tag, access, Optional.empty()));
  }

  private Optional<PackageName> name() {
    Optional<PackageName> name = text("name").map(String::strip).map(PackageName::new);
    Optional<String> fault = name.flatMap(PackageName::fault);
    if (fault.isPresent()) {
      refuse(
          "name",
          "the registry accepts no package with this name.",
          "'" + SafeText.shown(name.get().value()) + "'",
          fault.get(),
          PACK_AGAIN);
      return Optional.empty();
    }
    name.filter(PackageName::isLegacy)
        .ifPresent(legacy ->
            findings.report(
                "legacy-name",
                file.problem(
                        ErrorCode.PUBLISH_INVALID_METADATA,
                        "only existing packages may have this name.")
                    .found(SafeText.shown(legacy.value()))
                    .expected("lower case, without ~ ' ! ( ) *, for a new package")
                    .remedy("No action needed if the package already exists.")));
    return name;
  }

  private Optional<PackageVersion> version() {
    Optional<String> written = text("version");
    Optional<PackageVersion> version = written.flatMap(PackageVersion::clean);
    if (written.isPresent() && version.isEmpty()) {
      refuse(
          "version",
          "not a semantic version.",
          "'" + SafeText.shown(written.get()) + "'",
          "three numbers, such as 1.4.0, or 1.4.0-beta.1 (semver.org)",
          PACK_AGAIN);
    }
    version
        .filter(clean -> !clean.toString().equals(written.get()))
        .ifPresent(clean ->
            findings.report(
                "version-normalized",
                file.problem(
                        ErrorCode.PUBLISH_INVALID_METADATA,
                        "the version is published in npm's normalized form.")
                    .found(SafeText.shown(written.get()))
                    .expected(clean.toString())
                    .remedy("Write the normalized version to the package.json.")));
    return version;
  }

  private void checkOutside() {
    if (!tarball.outside().isEmpty()) {
      findings.report(
          "outside",
          file.problem(
                  ErrorCode.PUBLISH_INVALID_ARCHIVE, "npm will not install the files in no folder.")
              .found(SafeText.shown(String.join(", ", tarball.outside())))
              .expected("all files in one folder, such as package/")
              .remedy(
                  "No action needed if they are not part of the package; 'npm pack' writes none."));
    }
  }

  private void checkPrivate() {
    Object value = tarball.manifest().members().get("private");
    boolean off = value == null || value.equals(false) || value.equals("") || value.equals(0);
    if (!off) {
      findings.report(
          "private",
          file.problem(ErrorCode.PUBLISH_PRIVATE, "the package is marked as private.")
              .found("\"private\" in its package.json")
              .expected("a package without it")
              .remedy(
                  "Omit the file. If the package is public, remove \"private\" from its"
                      + " package.json and pack it again."));
    }
  }

  private void checkExtensions() {
    if (tarball.manifest().members().containsKey("packageExtensions")) {
      refuse(
          "extensions",
          "npm does not publish packages that modify others.",
          "\"packageExtensions\" in its package.json",
          "a package.json without it",
          "Move it to the package.json of the workspace, which is not published.");
    }
  }

  private void checkPublishConfig() {
    try {
      tarball
          .manifest()
          .object("publishConfig")
          .ifPresent(own -> {
            own.text("tag");
            own.text("access");
            own.text("registry");
          });
    } catch (JsonException e) {
      refuse(
          "publish-config",
          "its publishConfig has a value of the wrong type.",
          SafeText.reason(e),
          "an object with strings for tag, access, and registry",
          PACK_AGAIN);
    }
  }

  /** Ours first; then the old place, then today's (npm CLI, lib/commands/publish.js). */
  private DistTag tag() {
    Optional<String> inPackage =
        Optional.ofNullable(tarball.manifest().members().get("tag"))
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .filter(text -> !text.isBlank())
            .or(() -> PublishConfig.of(tarball.manifest()).text("tag"));
    return options.tag().or(() -> inPackage).map(DistTag::named).orElseGet(DistTag::implied);
  }

  private void checkTag(DistTag tag, PackageVersion version) {
    // A tag of the caller is checked once, for all files.
    Optional<String> fault = options.tag().isPresent() ? Optional.empty() : tag.fault();
    fault.ifPresent(expected ->
        refuse(
            "tag",
            "a version can't have this tag.",
            "'" + SafeText.shown(tag.name()) + "'",
            expected,
            "Name another tag in publishConfig.tag, or with --tag (NpmRepository.withTag)."));
    if (version.isPrerelease() && tag.isImplied()) {
      findings.report(
          "prerelease",
          file.problem(
                  ErrorCode.PUBLISH_TAG_REQUIRED, "a prerelease would become the default version.")
              .found("version " + version + ", without an explicit tag")
              .expected("an explicit tag, such as next")
              .remedy(
                  "Set one: --tag next (NpmRepository.withTag), or in the package.json"
                      + " \"publishConfig\": {\"tag\": \"next\"}. If it should be the default"
                      + " version: --tag latest."));
    }
  }

  private Optional<Access> access(PackageName name) {
    Optional<String> word = PublishConfig.of(tarball.manifest()).text("access");
    if (options.access().isEmpty() && word.isPresent() && word.flatMap(Access::of).isEmpty()) {
      refuse(
          "publish-config",
          "its publishConfig.access is unknown to npm.",
          "'" + SafeText.shown(word.get()) + "'",
          "public or restricted",
          PACK_AGAIN);
    }
    Optional<Access> access = options.access().or(() -> word.flatMap(Access::of));
    if (access.equals(Optional.of(Access.RESTRICTED)) && name.scope().isEmpty()) {
      refuse(
          "restricted",
          "a package without a scope can't be restricted.",
          "restricted access for " + SafeText.shown(name.value()),
          "public access, or a name such as @owner/" + SafeText.shown(name.value()),
          "Remove the access, or add a scope to the package name.");
    }
    return access;
  }

  private Optional<String> text(String member) {
    Object value = tarball.manifest().members().get(member);
    if (value instanceof String text && !text.isBlank()) {
      return Optional.of(text);
    }
    refuse(
        "manifest",
        "its package.json has no " + member + ".",
        value == null ? "nothing" : value instanceof String ? "an empty string" : "not a string",
        "\"" + member + "\": \"...\"",
        PACK_AGAIN);
    return Optional.empty();
  }

  private void refuse(String rule, String what, String found, String expected, String remedy) {
    findings.report(
        rule,
        file.problem(ErrorCode.PUBLISH_INVALID_METADATA, what)
            .found(found)
            .expected(expected)
            .remedy(remedy));
  }
}
