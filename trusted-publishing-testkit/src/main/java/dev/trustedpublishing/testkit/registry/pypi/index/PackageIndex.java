package dev.trustedpublishing.testkit.registry.pypi.index;

import dev.trustedpublishing.testkit.registry.pypi.model.Candidate;
import dev.trustedpublishing.testkit.registry.pypi.model.Digests;
import dev.trustedpublishing.testkit.registry.pypi.model.ProjectName;
import dev.trustedpublishing.testkit.registry.pypi.model.ReceivedFile;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import dev.trustedpublishing.testkit.registry.pypi.model.UploadedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The projects and their files. Its methods are atomic; a rejected change has no effect. A release
 * is as old as its first file.
 */
public final class PackageIndex {

  /** The result for a new file. */
  public enum Verdict {
    NEW,
    ALREADY_PUBLISHED
  }

  private static final Duration RELEASE_OPEN_FOR = Duration.ofDays(14);

  private final Path directory;
  private final Clock clock;
  private final Map<String, String> projects = new TreeMap<>();
  private final Set<String> archived = new HashSet<>();
  private final List<UploadedFile> files = new ArrayList<>();
  private final Set<String> deletedFilenames = new HashSet<>();

  public PackageIndex(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  public synchronized void create(String project) {
    projects.putIfAbsent(ProjectName.normalize(project), project);
  }

  public synchronized boolean exists(String project) {
    return projects.containsKey(ProjectName.normalize(project));
  }

  /** The project's name as it was first spelled, or the given name if it does not exist yet. */
  public synchronized String displayName(String project) {
    return projects.getOrDefault(ProjectName.normalize(project), project);
  }

  public synchronized void archive(String project) {
    archived.add(ProjectName.normalize(project));
  }

  public synchronized boolean isArchived(String project) {
    return archived.contains(ProjectName.normalize(project));
  }

  public synchronized Set<String> projects() {
    return new TreeSet<>(projects.values());
  }

  public synchronized List<UploadedFile> files() {
    return List.copyOf(files);
  }

  synchronized List<UploadedFile> filesOf(String project) {
    return files.stream()
        .filter(file -> ProjectName.same(file.project(), project))
        .sorted(Comparator.comparing(UploadedFile::filename))
        .toList();
  }

  synchronized Optional<UploadedFile> file(String filename) {
    return files.stream().filter(file -> file.filename().equals(filename)).findFirst();
  }

  public synchronized long sizeOf(String project) {
    return filesOf(project).stream().mapToLong(UploadedFile::size).sum();
  }

  /** Deletes a file; its name can't be used again. */
  public synchronized void delete(String filename) {
    UploadedFile file =
        file(filename).orElseThrow(() -> new IllegalArgumentException("no such file: " + filename));
    files.remove(file);
    deletedFilenames.add(filename);
  }

  /**
   * Checks that a file may be added to the existing ones (Warehouse, forklift/legacy.py).
   *
   * @throws Refusal if it may not
   */
  public synchronized Verdict judge(Candidate candidate) throws IOException {
    ReceivedFile received = candidate.file();
    for (UploadedFile file : files) {
      boolean sameName = file.filename().equals(received.filename());
      boolean sameContent = file.sha256().equals(received.sha256());
      if (sameName && sameContent) {
        return Verdict.ALREADY_PUBLISHED;
      }
      // "or same content under another filename, anywhere on PyPI"
      if (sameName || sameContent) {
        throw Refusal.badRequest(
            "File already exists ("
                + Repr.of(received.filename())
                + ", with blake2_256 hash "
                + Repr.of(Digests.blake2b256(received.path()))
                + "). See https://pypi.org/help/#file-name-reuse for more information.");
      }
    }
    if (deletedFilenames.contains(received.filename())) {
      throw Refusal.badRequest(
          "This filename was previously used by a file that has since been deleted. Use a"
              + " different version. See https://pypi.org/help/#file-name-reuse for more"
              + " information.");
    }
    checkRelease(candidate);
    return Verdict.NEW;
  }

  /** Adds a file after another check, because a concurrent upload may have been faster. */
  public synchronized void accept(Candidate candidate) throws IOException {
    if (judge(candidate) == Verdict.ALREADY_PUBLISHED) {
      return;
    }
    create(candidate.project());
    ReceivedFile received = candidate.file();
    Path content = directory.resolve(received.sha256());
    Files.move(received.path(), content, StandardCopyOption.REPLACE_EXISTING);
    files.add(
        new UploadedFile(
            displayName(candidate.project()),
            candidate.version().normalized(),
            received.filename(),
            candidate.filetype(),
            candidate.requiresPython(),
            received.size(),
            received.sha256(),
            clock.instant(),
            candidate.attestations(),
            content));
  }

  private void checkRelease(Candidate candidate) {
    List<UploadedFile> release =
        filesOf(candidate.project()).stream()
            .filter(file -> file.version().equals(candidate.version().normalized()))
            .toList();
    Optional<Instant> created =
        release.stream().map(UploadedFile::uploadedAt).min(Comparator.naturalOrder());
    if (created.isPresent() && clock.instant().isAfter(created.get().plus(RELEASE_OPEN_FOR))) {
      throw Refusal.badRequest(
          "Uploading new files to releases older than 14 days is not allowed.");
    }
    if (candidate.filetype().equals("sdist")
        && release.stream().anyMatch(file -> file.filetype().equals("sdist"))) {
      throw Refusal.badRequest("Only one sdist may be uploaded per release.");
    }
  }
}
