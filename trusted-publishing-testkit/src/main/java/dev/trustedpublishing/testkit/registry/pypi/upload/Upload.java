package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.registry.pypi.archive.SourceArchive;
import dev.trustedpublishing.testkit.registry.pypi.archive.WheelArchive;
import dev.trustedpublishing.testkit.registry.pypi.index.PackageIndex;
import dev.trustedpublishing.testkit.registry.pypi.model.Candidate;
import dev.trustedpublishing.testkit.registry.pypi.model.Digests;
import dev.trustedpublishing.testkit.registry.pypi.model.Limits;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import dev.trustedpublishing.testkit.registry.pypi.model.PythonVersion;
import dev.trustedpublishing.testkit.registry.pypi.model.ReceivedFile;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import dev.trustedpublishing.testkit.registry.pypi.rule.NewProjectNames;
import dev.trustedpublishing.testkit.registry.pypi.token.Credentials;
import dev.trustedpublishing.testkit.registry.pypi.token.IssuedTokens;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code POST /legacy/}: accepts a file after every check of PyPI, in PyPI's order (Warehouse,
 * forklift/legacy.py).
 */
public final class Upload {

  private final UploadFormReader reader;
  private final IssuedTokens tokens;
  private final PackageIndex index;
  private final Limits limits;
  private final Clock clock;
  private final FormChecks formChecks = new FormChecks();
  private final MetadataChecks metadataChecks = new MetadataChecks();
  private final FileNameChecks fileNameChecks = new FileNameChecks();
  private final AttestationChecks attestationChecks;

  public Upload(
      UploadFormReader reader,
      IssuedTokens tokens,
      PackageIndex index,
      Limits limits,
      Clock clock,
      AttestationChecks attestationChecks) {
    this.reader = reader;
    this.tokens = tokens;
    this.index = index;
    this.limits = limits;
    this.clock = clock;
    this.attestationChecks = attestationChecks;
  }

  public Answer handle(Request request) throws IOException {
    StatusPage page;
    try (UploadForm form = reader.read(request)) {
      String action = request.parameter(":action").or(() -> form.find(":action")).orElse("");
      page =
          switch (action) {
            case "file_upload" -> accept(request, form);
            case "submit", "submit_pkg_info" ->
                gone(
                    "Project pre-registration is no longer required or supported, upload your files"
                        + " instead.");
            case "doc_upload" ->
                gone(
                    "Uploading documentation is no longer supported, we recommend using"
                        + " https://readthedocs.org/.");
            // Without a known action, the page itself responds: it accepts GET only (Warehouse,
            // legacy/action_routing.py).
            default -> StatusPage.refused(new Refusal(405, "Method Not Allowed"));
          };
    } catch (Refusal refusal) {
      page = StatusPage.refused(refusal);
    }
    return page.render(request);
  }

  private static StatusPage gone(String message) {
    return StatusPage.refused(new Refusal(410, message));
  }

  private StatusPage accept(Request request, UploadForm form) throws IOException {
    Optional<String> credentials = Credentials.token(request);
    form.misplacedFiles().stream()
        .findFirst()
        .ifPresent(field -> {
          throw Refusal.badRequest(field + ": Should not be a tuple.");
        });
    String presented = credentials.orElse("");
    MintedToken token = tokens.find(presented).orElseThrow(Upload::unauthenticated);
    formChecks.check(form);
    metadataChecks.check(form);
    ReceivedFile file = form.content();
    if (file == null) {
      throw Refusal.badRequest("Upload payload does not have a file.");
    }
    String name = form.find("name").orElseThrow();
    checkPermission(token, presented, name);
    Candidate candidate =
        new Candidate(
            index.displayName(name),
            PythonVersion.parse(form.find("version").orElseThrow()).orElseThrow(),
            form.find("filetype").orElseThrow(),
            form.find("requires_python").orElse(null),
            file,
            List.of());
    fileNameChecks.checkForm(file.filename(), candidate.filetype());
    checkContentType(file);
    checkSize(candidate);
    checkDigests(form, file);
    if (index.judge(candidate) == PackageIndex.Verdict.NEW) {
      checkArchive(form, candidate);
      index.accept(candidate.with(attestations(form, file, token)));
    }
    return StatusPage.ok();
  }

  private static Refusal unauthenticated() {
    return Refusal.forbidden(
        "Invalid or non-existent authentication information. See"
            + " https://pypi.org/help/#invalid-auth for more information.");
  }

  /** Steps 9 and 10. */
  private void checkPermission(MintedToken token, String presented, String name) {
    if (!index.exists(name) && !token.projects().covers(name)) {
      throw Refusal.badRequest(
          "Non-user identities cannot create new projects. This was probably caused by"
              + " successfully using a pending publisher but specifying the project name"
              + " incorrectly (either in the publisher or in your project's metadata). Please"
              + " ensure that both match. See:"
              + " https://docs.pypi.org/trusted-publishers/troubleshooting/");
    }
    if (!index.exists(name)) {
      // Only a publisher of any project gets this far: like a user's own token, it may create
      // projects.
      NewProjectNames.rejection(name, index.projects())
          .ifPresent(rejection -> {
            throw Refusal.badRequest(rejection);
          });
    }
    if (!IssuedTokens.sameValue(token, presented)) {
      throw Refusal.forbidden("Invalid API Token: signatures do not match");
    }
    if (!clock.instant().isBefore(token.expiresAt())) {
      throw Refusal.forbidden("Invalid API Token: token is expired");
    }
    String project = index.displayName(name);
    if (!token.projects().covers(name)) {
      throw Refusal.forbidden(
          "Invalid API Token: OIDC scoped token is not valid for project " + Repr.of(project));
    }
    if (index.isArchived(name)) {
      throw Refusal.forbidden(
          "The given token isn't allowed to upload to project "
              + Repr.of(project)
              + ". See https://pypi.org/help/#project-name for more information.");
    }
  }

  private static void checkContentType(ReceivedFile file) {
    String type = file.contentType();
    if (type == null || type.isEmpty() || type.toLowerCase(Locale.ROOT).startsWith("image/")) {
      throw Refusal.badRequest("Invalid distribution file.");
    }
  }

  private void checkSize(Candidate candidate) {
    String project = Repr.of(candidate.project());
    long size = candidate.file().size();
    if (size > limits.fileBytes()) {
      throw Refusal.badRequest(
          "File too large. Limit for project "
              + project
              + " is "
              + limits.fileMebibytes()
              + " MB. See https://docs.pypi.org/project-management/storage-limits"
              + "#requesting-a-file-size-limit-increase for more information.");
    }
    if (size + index.sizeOf(candidate.project()) > limits.projectBytes()) {
      throw Refusal.badRequest(
          "Project size too large. Limit for project "
              + project
              + " total size is "
              + limits.projectGibibytes()
              + " GB. See https://docs.pypi.org/project-management/storage-limits"
              + "#requesting-a-project-size-limit-increase");
    }
  }

  /**
   * "Every one supplied must match" (Warehouse, forklift/forms.py). The two that are rarely sent
   * require reading the file again.
   */
  private static void checkDigests(UploadForm form, ReceivedFile file) throws IOException {
    Optional<String> md5 = form.find("md5_digest");
    Optional<String> blake2 = form.find("blake2_256_digest");
    boolean matches =
        form.find("sha256_digest")
                .filter(digest -> !digest.equalsIgnoreCase(file.sha256()))
                .isEmpty()
            && (md5.isEmpty() || md5.get().equalsIgnoreCase(Digests.md5(file.path())))
            && (blake2.isEmpty() || blake2.get().equalsIgnoreCase(Digests.blake2b256(file.path())));
    if (!matches) {
      throw Refusal.badRequest(
          "The digest supplied does not match a digest calculated from the uploaded file.");
    }
  }

  /** Step 27. */
  private List<String> attestations(UploadForm form, ReceivedFile file, MintedToken token) {
    return form.find("attestations")
        .map(field -> attestationChecks.check(field, file, tokens.publisher(token).orElseThrow()))
        .orElse(List.of());
  }

  /** Steps 23 to 26. */
  private void checkArchive(UploadForm form, Candidate candidate) throws IOException {
    ReceivedFile file = candidate.file();
    String filename = file.filename();
    if (candidate.filetype().equals("bdist_wheel")) {
      WheelArchive wheel = WheelArchive.open(file.path(), filename);
      fileNameChecks.checkWheel(filename, candidate.project(), candidate.version());
      for (String license : form.all("license_file")) {
        wheel.checkLicenseFile(license);
      }
      wheel.checkRequiredFiles();
    } else {
      SourceArchive source = SourceArchive.open(file.path(), filename);
      fileNameChecks.checkSource(filename, candidate.project(), candidate.version());
      form.all("license_file").forEach(license -> source.checkLicenseFile(license, filename));
    }
  }
}
