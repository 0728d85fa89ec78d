package dev.trustedpublishing.testkit.registry.npm.packument;

import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.model.Publication;
import dev.trustedpublishing.testkit.registry.npm.token.Caller;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All packages. Safe for use by several threads. */
public final class PackageStore {

  private final Map<PackageName, StoredPackage> packages = new ConcurrentHashMap<>();

  public StoredPackage create(PackageName name, StoredPackage.Visibility visibility) {
    return packages.computeIfAbsent(name, key -> new StoredPackage(key, visibility));
  }

  public Optional<StoredPackage> find(PackageName name) {
    return Optional.ofNullable(packages.get(name));
  }

  /** What a caller can see: a private package does not exist for others. */
  public Optional<StoredPackage> find(PackageName name, Caller caller) {
    return find(name).filter(found -> found.isPublic() || caller.sees(name));
  }

  public List<Publication> published() {
    return packages.values().stream()
        .flatMap(stored -> stored.versions().values().stream())
        .sorted(Comparator.comparing(Publication::acceptedAt))
        .toList();
  }

  public Map<String, Publication> staged() {
    Map<String, Publication> staged = new HashMap<>();
    packages.values().forEach(stored -> staged.putAll(stored.staged()));
    return staged;
  }
}
