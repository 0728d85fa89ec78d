package dev.trustedpublishing.core;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import java.security.CodeSource;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The libraries that are shared with the host, whose build may select an older version. Checked
 * before anything is published: otherwise the first call of a method that does not exist yet fails,
 * perhaps while an API token is valid.
 */
enum HostLibrary {
  FAILSAFE(
      "failsafe",
      "3.2.1",
      "dev.failsafe.RetryPolicyBuilder",
      "handleResultIf(dev.failsafe.function.CheckedPredicate)"),
  JACKSON(
      "jackson-core",
      "2.15",
      "com.fasterxml.jackson.core.JsonFactoryBuilder",
      "streamReadConstraints(com.fasterxml.jackson.core.StreamReadConstraints)"),
  SLF4J("slf4j-api", "2.0", "org.slf4j.Logger", "atLevel(org.slf4j.event.Level)");

  private final String artifact;
  private final String least;
  private final String type;

  /** A method that the least version added. */
  private final String added;

  HostLibrary(String artifact, String least, String type, String added) {
    this.artifact = artifact;
    this.least = least;
    this.type = type;
    this.added = added;
  }

  /** Throws if the class path has an older version of one that every run uses, or none. */
  static void requireForPublishing() {
    JACKSON.require();
    FAILSAFE.require();
  }

  /** Throws if the class path has an older version, or none. */
  void require() {
    Optional<Class<?>> present = find();
    if (present.filter(this::isRecent).isEmpty()) {
      throw Problem.of(
              ErrorCode.USAGE_LIBRARY_TOO_OLD,
              "A library on the class path is too old or missing: " + artifact + ".")
          .found(present.map(this::described).orElse("no " + artifact))
          .expected(artifact + " " + least + " or newer")
          .remedy(
              "Raise its version in your build. 'mvn dependency:tree' or 'gradle dependencyInsight'"
                  + " shows what selects it.")
          .toException(Stage.PLAN);
    }
  }

  private boolean isRecent(Class<?> found) {
    try {
      return Stream.of(found.getMethods()).anyMatch(method -> method.toString().contains(added));
    } catch (LinkageError e) {
      // A part of it is of another version.
      return false;
    }
  }

  private String described(Class<?> found) {
    String version = found.getPackage().getImplementationVersion();
    CodeSource source = found.getProtectionDomain().getCodeSource();
    return artifact
        + " "
        + (version == null ? "of an unknown version" : version)
        + (source == null ? "" : ", from " + source.getLocation());
  }

  private Optional<Class<?>> find() {
    try {
      return Optional.of(Class.forName(type, false, HostLibrary.class.getClassLoader()));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }
}
