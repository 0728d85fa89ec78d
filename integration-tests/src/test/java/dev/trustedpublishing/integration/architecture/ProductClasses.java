package dev.trustedpublishing.integration.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The compiled classes of all modules except benchmarks and libraries, and who uses whom. */
final class ProductClasses {
  static final String ROOT_PACKAGE = "dev.trustedpublishing";

  private static final Pattern MODULE = Pattern.compile("([^/]+)/target/");

  private final JavaClasses classes;

  private ProductClasses(JavaClasses classes) {
    this.classes = classes;
  }

  static ProductClasses in(Path root) {
    try (Stream<Path> modules = Files.list(root)) {
      return new ProductClasses(
          new ClassFileImporter()
              .importPaths(
                  modules
                      .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                      .filter(module -> !module.endsWith("benchmarks"))
                      .map(ProductClasses::ours)
                      .toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JavaClasses all() {
    return classes;
  }

  Arrows modules() {
    Map<String, TreeSet<String>> uses = new TreeMap<>();
    for (JavaClass from : classes) {
      TreeSet<String> used = uses.computeIfAbsent(moduleOf(from), m -> new TreeSet<>());
      ours(from)
          .map(ProductClasses::moduleOf)
          .filter(to -> !to.equals(moduleOf(from)))
          .forEach(used::add);
    }
    return Arrows.of(uses);
  }

  /** Returns the arrows between the packages of each module that has more than one. */
  Map<String, Arrows> packages() {
    Map<String, Map<String, TreeSet<String>>> uses = new TreeMap<>();
    for (JavaClass from : classes) {
      TreeSet<String> used =
          uses.computeIfAbsent(moduleOf(from), m -> new TreeMap<>())
              .computeIfAbsent(packageOf(from), p -> new TreeSet<>());
      ours(from)
          .filter(to -> moduleOf(to).equals(moduleOf(from)))
          .map(ProductClasses::packageOf)
          .filter(to -> !to.equals(packageOf(from)))
          .forEach(used::add);
    }
    Map<String, Arrows> arrows = new TreeMap<>();
    uses.forEach((module, packages) -> arrows.put(module, Arrows.of(packages)));
    arrows.values().removeIf(packages -> packages.uses().size() == 1);
    return arrows;
  }

  /** Of the relocated libraries, only the package that is not a library. */
  private static Path ours(Path module) {
    Path classes = module.resolve("target/classes");
    return module.endsWith("relocated")
        ? classes.resolve("dev/trustedpublishing/internal/log")
        : classes;
  }

  private static Stream<JavaClass> ours(JavaClass from) {
    return from.getDirectDependenciesFromSelf().stream()
        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filter(to -> to.getPackageName().startsWith(ROOT_PACKAGE));
  }

  /** Returns the folder of the module that a class was compiled in. */
  static String moduleOf(JavaClass javaClass) {
    String source = javaClass.getSource().orElseThrow().getUri().toString();
    Matcher module = MODULE.matcher(source);
    if (!module.find()) {
      throw new IllegalStateException("not compiled by this build: " + source);
    }
    return module.group(1);
  }

  private static String packageOf(JavaClass javaClass) {
    return javaClass.getPackageName().substring(ROOT_PACKAGE.length() + 1);
  }
}
