package dev.trustedpublishing.testkit.registry.npm.publish;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.model.Permission;
import dev.trustedpublishing.testkit.registry.npm.model.Publication;
import dev.trustedpublishing.testkit.registry.npm.model.Refusal;
import dev.trustedpublishing.testkit.registry.npm.packument.PackageStore;
import dev.trustedpublishing.testkit.registry.npm.packument.StoredPackage;
import dev.trustedpublishing.testkit.registry.npm.provenance.ProvenanceChecks;
import dev.trustedpublishing.testkit.registry.npm.token.Caller;
import dev.trustedpublishing.testkit.registry.npm.token.IssuedTokens;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * {@code PUT /<name>} and {@code POST /-/stage/package/<name>}: accepts a version after every known
 * check of the registry.
 */
public final class Publish {

  private final Path directory;
  private final Clock clock;
  private final IssuedTokens tokens;
  private final PackageStore store;
  private final DocumentReader reader;
  private final DocumentChecks documentChecks = new DocumentChecks();
  private final ProvenanceChecks provenanceChecks;

  public Publish(
      Path directory,
      Clock clock,
      IssuedTokens tokens,
      PackageStore store,
      Optional<SigstoreVerifier> verifier) {
    this.directory = directory;
    this.clock = clock;
    this.tokens = tokens;
    this.store = store;
    this.provenanceChecks = new ProvenanceChecks(verifier);
    this.reader = new DocumentReader(directory);
  }

  public Answer put(Request request, PackageName name) throws IOException {
    try {
      Caller caller = tokens.caller(request);
      caller.check(name, Permission.CREATE_PACKAGE);
      try (PublishDocument document = reader.read(request.body())) {
        Publication checked = check(document, name, caller);
        keep(checked, target(checked)::publish);
        return Answer.json(200, Map.of("success", true));
      }
    } catch (Refusal refusal) {
      return refusal.answer();
    }
  }

  /** "Package must exist", so nothing is created for an unknown name. */
  public Answer stage(Request request, PackageName name) throws IOException {
    try {
      Caller caller = tokens.caller(request);
      caller.check(name, Permission.CREATE_STAGED_PACKAGE);
      StoredPackage target = store.find(name).orElseThrow(Refusal::notFound);
      try (PublishDocument document = reader.read(request.body())) {
        Publication checked = check(document, name, caller);
        String id = UUID.randomUUID().toString();
        keep(checked, kept -> target.stage(id, kept));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("message", "Package staged. Approval is needed to publish it.");
        body.put("stageId", id);
        return Answer.json(201, body);
      }
    } catch (Refusal refusal) {
      return refusal.stageAnswer();
    }
  }

  /** All checks before the version is accepted, the cheap ones first. */
  private Publication check(PublishDocument document, PackageName name, Caller caller) {
    Publication checked = documentChecks.check(name, document, clock.instant());
    store.find(name).ifPresent(found -> found.judge(checked.version()));
    checkAccess(checked, caller);
    DocumentChecks.provenance(document.attachments())
        .ifPresent(bundle -> provenanceChecks.check(bundle, checked, document.tarball()));
    return checked;
  }

  /**
   * "Scoped package, access not public": this registry has no paid accounts, so only packages that
   * were private from the start are accepted. The default access is that of the package. If a
   * publisher may publish any package, the package is treated as an existing public one.
   */
  private void checkAccess(Publication checked, Caller caller) {
    PackageName name = checked.name();
    boolean isPublic =
        store
            .find(name)
            .map(StoredPackage::isPublic)
            .orElse(!name.scoped() || caller instanceof Caller.Publisher);
    boolean wantsPrivate = "restricted".equals(checked.access());
    boolean staysPrivate = checked.access() == null && !isPublic;
    boolean paid = store.find(name).filter(found -> !found.isPublic()).isPresent();
    if ((wantsPrivate || staysPrivate) && !paid) {
      throw new Refusal(402, "You must sign up for private packages");
    }
  }

  private StoredPackage target(Publication checked) {
    PackageName name = checked.name();
    if (store.find(name).isEmpty() && !name.fitForNewPackage()) {
      throw Refusal.badRequest(
          "\""
              + name
              + "\" can't be the name of a new package, expected at most 214 characters, lower"
              + " case, URL-safe, and no dot or underscore at its beginning");
    }
    return store.create(name, StoredPackage.Visibility.PUBLIC);
  }

  /** Moves the tarball to its final path, so that it is not deleted with the document. */
  private void keep(Publication checked, Consumer<Publication> taker) throws IOException {
    Path content = directory.resolve(UUID.randomUUID() + ".tgz");
    Files.move(checked.tarball(), content, StandardCopyOption.ATOMIC_MOVE);
    try {
      taker.accept(checked.at(content));
    } catch (Refusal refusal) {
      Files.delete(content);
      throw refusal;
    }
  }
}
