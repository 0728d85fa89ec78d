package dev.trustedpublishing.core.discovery;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.audit.AuditSinkProvider;
import dev.trustedpublishing.core.report.Plugin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the implementations of one SPI with one class loader. An id belongs to one implementation,
 * and a stray jar can't use the ids of our own modules, because the provider "github" decides who
 * publishes.
 */
public record SpiLoader<T>(String kind, Class<T> spi, Function<T, String> id) {
  public static final SpiLoader<IdentityProvider> PROVIDERS =
      new SpiLoader<>("identity provider", IdentityProvider.class, IdentityProvider::id);
  public static final SpiLoader<PackageRepository> REPOSITORIES =
      new SpiLoader<>("package repository", PackageRepository.class, PackageRepository::id);
  public static final SpiLoader<Attestor> ATTESTORS =
      new SpiLoader<>("attestor", Attestor.class, Attestor::id);
  public static final SpiLoader<AuditSinkProvider> SINKS =
      new SpiLoader<>("audit sink", AuditSinkProvider.class, AuditSinkProvider::id);

  private static final Set<String> RESERVED =
      Set.of(
          "github",
          "gitlab",
          "circleci",
          "buildkite",
          "google",
          "hand-carried",
          "pypi",
          "npm",
          "sigstore");
  private static final String OURS = "dev.trustedpublishing.";

  /** Returns implementations by id, sorted by id, so that class path order has no effect. */
  public List<T> load(Optional<ClassLoader> discovery, List<T> given, Consumer<Problem> warnings) {
    Map<String, T> byId = new LinkedHashMap<>();
    given.forEach(implementation -> add(byId, implementation));
    discovery.ifPresent(loader ->
        discover(loader, warnings)
            .forEach(implementation -> {
              requireUnreserved(implementation);
              // A configured instance replaces the discovered one of its class.
              if (given.stream().noneMatch(g -> g.getClass() == implementation.getClass())) {
                add(byId, implementation);
              }
            }));
    return byId.values().stream().sorted(Comparator.comparing(id)).toList();
  }

  /** Returns a description of each implementation. */
  public Stream<Plugin> describe(
      Optional<ClassLoader> discovery, List<T> given, Consumer<Problem> warnings) {
    return load(discovery, given, warnings).stream().map(this::described);
  }

  private List<T> discover(ClassLoader loader, Consumer<Problem> warnings) {
    List<T> found = new ArrayList<>();
    Iterator<T> services = ServiceLoader.load(spi, loader).iterator();
    while (true) {
      try {
        if (!services.hasNext()) {
          return found;
        }
        found.add(services.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        warnings.accept(broken(e));
      }
    }
  }

  private Problem broken(Error e) {
    return Problem.of(
            ErrorCode.USAGE_SPI_BROKEN,
            "A jar on the class path offers a " + spi.getSimpleName() + " that can't be loaded.")
        .found(SafeText.shown(String.valueOf(e.getMessage())))
        .expected("an implementation for this version of the library")
        .remedy("Update that jar, or remove it from the class path. The others still work.");
  }

  private void requireUnreserved(T implementation) {
    String name = implementation.getClass().getName();
    if (RESERVED.contains(id.apply(implementation)) && !name.startsWith(OURS)) {
      throw refused(
          "A jar uses the reserved id '" + id.apply(implementation) + "'.",
          described(implementation).toString(),
          "another id");
    }
  }

  private Plugin described(T implementation) {
    return Plugin.of(kind, id.apply(implementation), implementation);
  }

  private void add(Map<String, T> byId, T implementation) {
    T other = byId.putIfAbsent(id.apply(implementation), implementation);
    if (other != null) {
      throw refused(
          "Two implementations of %s have the id '%s'."
              .formatted(spi.getSimpleName(), id.apply(other)),
          described(other) + " and " + described(implementation),
          "one implementation for each id");
    }
  }

  private static TrustedPublishingException refused(String what, String found, String expected) {
    return Problem.of(ErrorCode.USAGE_SPI_DUPLICATE, what)
        .found(found)
        .expected(expected)
        .remedy("Remove one of them from the class path, or report this to its author.")
        .toException(Stage.PLAN);
  }

  /** The warning about an audit sink that is missing now. */
  public Problem notOpened(T provider, RuntimeException thrown) {
    return Problem.of(
            ErrorCode.USAGE_SINK_FAILED,
            "The audit sink '" + id.apply(provider) + "' could not be opened.")
        .found(described(provider) + " threw " + thrown.getClass().getSimpleName())
        .expected("a sink, or none")
        .remedy("Check that jar, or remove it from the class path. Publishing was not affected.");
  }
}
