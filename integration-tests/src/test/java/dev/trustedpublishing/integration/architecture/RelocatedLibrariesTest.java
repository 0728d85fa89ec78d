package dev.trustedpublishing.integration.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The libraries that have names of our own: complete, and without a tie to the host's. */
class RelocatedLibrariesTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path FOLDER = ROOT.resolve("relocated/target/classes");
  private static final String OURS = "dev.trustedpublishing.internal.";

  /** Optional libraries of the libraries, which are looked for under this name and never found. */
  private static final String ABSENT = OURS + "absent.";

  private static final JavaClasses LIBRARIES = new ClassFileImporter().importPath(FOLDER);

  @Test
  void jar_containsRelocatedClassesOnly() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      assertThat(files.filter(file -> file.toString().endsWith(".class")))
          .isNotEmpty()
          .allMatch(file ->
              FOLDER.relativize(file).startsWith(Path.of("dev/trustedpublishing/internal"))
                  || file.endsWith("module-info.class"));
    }
  }

  @Test
  void licenses_andVersionsOfLibraries_areInJar() throws IOException {
    assertThat(Files.readString(FOLDER.resolve("META-INF/LICENSE"))).contains("Apache License");
    assertThat(Files.readString(FOLDER.resolve("META-INF/NOTICE")))
        .contains("Apache HttpClient", "Apache HttpComponents Core");
    assertThat(FOLDER.resolve("META-INF/maven"))
        .isDirectoryRecursivelyContaining("glob:**/httpclient5/pom.properties")
        .isDirectoryRecursivelyContaining("glob:**/httpcore5/pom.properties")
        .isDirectoryRecursivelyContaining("glob:**/jjwt-impl/pom.properties")
        .isDirectoryRecursivelyContaining("glob:**/commons-compress/pom.properties")
        .isDirectoryRecursivelyContaining("glob:**/jsoup/pom.properties");
  }

  @Test
  void optionalLibraries_areAbsent() {
    assertThat(LIBRARIES).noneMatch(library -> library.getName().startsWith(ABSENT));
  }

  @Test
  void whatWeReach_isComplete() {
    Set<String> missing = new HashSet<>();
    for (JavaClass reached : reached()) {
      reached.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
          .filter(name -> name.startsWith(OURS) && !name.startsWith(ABSENT))
          .filter(name -> !LIBRARIES.contain(name))
          .forEach(missing::add);
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void whatWeReach_usesNothingOfTheHost() {
    Set<String> foreign = new HashSet<>();
    for (JavaClass reached : reached()) {
      reached.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(used -> !used.isPrimitive())
          .map(JavaClass::getName)
          .filter(name ->
              !name.startsWith(OURS)
                  && !name.matches("(javax?|jdk|org\\.ietf|org\\.w3c|org\\.xml)\\..*"))
          .forEach(used -> foreign.add(reached.getName() + " uses " + used));
    }
    assertThat(foreign).isEmpty();
  }

  @Test
  void silentLogger_hasEveryMethodThatIsCalled() {
    List<JavaMethodCall> calls =
        LIBRARIES.stream()
            .flatMap(library -> library.getMethodCallsFromSelf().stream())
            .filter(call -> call.getTargetOwner().getPackageName().equals(OURS + "log"))
            .toList();

    assertThat(calls)
        .hasSizeGreaterThan(100)
        .allSatisfy(call ->
            assertThat(call.getTarget().resolveMember()).as(call.getDescription()).isPresent());
  }

  /** The classes that the product uses, directly or through others. */
  private static Set<JavaClass> reached() {
    Deque<JavaClass> open = new ArrayDeque<>();
    ProductClasses.in(ROOT).all().stream()
        .flatMap(used -> used.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
        .filter(name -> name.startsWith(OURS))
        .distinct()
        .forEach(name -> open.add(LIBRARIES.get(name)));
    assertThat(open).isNotEmpty();
    Set<JavaClass> reached = new HashSet<>();
    while (!open.isEmpty()) {
      JavaClass next = open.remove();
      if (reached.add(next)) {
        next.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
            .filter(LIBRARIES::contain)
            .forEach(name -> open.add(LIBRARIES.get(name)));
      }
    }
    return reached;
  }
}
