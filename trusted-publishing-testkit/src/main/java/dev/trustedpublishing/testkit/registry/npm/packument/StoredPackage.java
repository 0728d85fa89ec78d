package dev.trustedpublishing.testkit.registry.npm.packument;

import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.model.Publication;
import dev.trustedpublishing.testkit.registry.npm.model.Refusal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A package and its versions. Its methods are atomic; a rejected change has no effect. */
public final class StoredPackage {

  /** The visibility of a package. */
  public enum Visibility {
    PUBLIC,
    PRIVATE
  }

  private static final String LATEST = "latest";

  private final PackageName name;
  private final Visibility visibility;
  private final Map<String, Publication> versions = new LinkedHashMap<>();
  private final Map<String, Publication> staged = new LinkedHashMap<>();
  private final Map<String, Instant> times = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();

  StoredPackage(PackageName name, Visibility visibility) {
    this.name = name;
    this.visibility = visibility;
  }

  PackageName name() {
    return name;
  }

  public boolean isPublic() {
    return visibility == Visibility.PUBLIC;
  }

  /** Whether anything was ever published: a package without versions is reported as absent. */
  synchronized boolean everPublished() {
    return !times.isEmpty();
  }

  synchronized Map<String, Publication> versions() {
    return new LinkedHashMap<>(versions);
  }

  /** When each version was published, including the unpublished ones. */
  synchronized Map<String, Instant> times() {
    return new LinkedHashMap<>(times);
  }

  synchronized Map<String, String> tags() {
    return new LinkedHashMap<>(tags);
  }

  synchronized Map<String, Publication> staged() {
    return new LinkedHashMap<>(staged);
  }

  /**
   * Checks that a version may be added.
   *
   * @throws Refusal if it may not: a version number can't be used again, even after it was
   *     unpublished
   */
  public synchronized void judge(String version) {
    if (times.containsKey(version)) {
      throw Refusal.published(version);
    }
    staged.values().stream()
        .filter(waiting -> waiting.version().equals(version))
        .findAny()
        .ifPresent(waiting -> {
          throw Refusal.staged(version);
        });
  }

  /**
   * Publishes a version after another check, because a concurrent request may have published it
   * first.
   */
  public synchronized void publish(Publication publication) {
    judge(publication.version());
    accept(publication);
  }

  public synchronized void stage(String id, Publication publication) {
    judge(publication.version());
    staged.put(id, publication);
  }

  /** Publishes or discards the staged version, as a maintainer does. */
  public synchronized Optional<Publication> unstage(String id) {
    return Optional.ofNullable(staged.remove(id));
  }

  public synchronized void approve(String id) {
    unstage(id).ifPresent(this::accept);
  }

  /**
   * Removes the version and keeps its number reserved; the newest remaining version becomes latest.
   */
  public synchronized boolean unpublish(String version) {
    boolean there = versions.remove(version) != null;
    tags.values().removeIf(version::equals);
    versions.keySet().stream()
        .reduce((older, newer) -> newer)
        .ifPresent(newest -> tags.putIfAbsent(LATEST, newest));
    return there;
  }

  private void accept(Publication publication) {
    String version = publication.version();
    versions.put(version, publication);
    times.put(version, publication.acceptedAt());
    tags.put(publication.tag(), version);
    // The first version is the latest, whatever it is tagged: a package always has that tag.
    tags.putIfAbsent(LATEST, version);
  }
}
