package dev.trustedpublishing.integration.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows of docs/architecture.md, and rules that hold in whole modules. Each rule is also
 * checked against a class that breaks it, so that no rule can go blind.
 *
 * <p>To write the tables of packages from the code, for a review: {@code mvn -pl integration-tests
 * -am -Dtest=ArchitectureTest -Dsurefire.failIfNoSpecifiedTests=false -Darrows.update test}. The
 * table of modules is written manually only.
 */
class ArchitectureTest {
  private static final String THE_API = "dev.trustedpublishing.api..";
  private static final String CORE = "dev.trustedpublishing.core..";
  private static final String PROVIDERS = "dev.trustedpublishing.provider..";
  private static final String REPOSITORIES = "dev.trustedpublishing.repository..";
  private static final String AUDIT = "dev.trustedpublishing.audit";
  private static final String SINKS = "dev.trustedpublishing.audit.(*)..";
  private static final String CLI = "dev.trustedpublishing.cli..";

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path PAGE = ROOT.resolve("docs/architecture.md");
  private static final ProductClasses PRODUCT = ProductClasses.in(ROOT);

  private static final JavaClasses BROKEN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages(
              "dev.trustedpublishing.api.broken",
              "dev.trustedpublishing.audit",
              "dev.trustedpublishing.provider.broken",
              "dev.trustedpublishing.core.broken");

  private static final ArchCondition<JavaClass> USE_INTERNAL_PACKAGES_OF_THEIR_OWN_MODULE_ONLY =
      new ArchCondition<>("use internal packages of their own module only") {
        @Override
        public void check(JavaClass from, ConditionEvents events) {
          for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
            JavaClass to = dependency.getTargetClass().getBaseComponentType();
            if (isInternal(to)
                && !ProductClasses.moduleOf(to).equals(ProductClasses.moduleOf(from))) {
              events.add(SimpleConditionEvent.violated(from, dependency.getDescription()));
            }
          }
        }
      };

  @FaultRow({"C02", "C07"})
  private static final Map<String, ArchRule> RULES =
      Map.of(
          "internal packages are used by their own module only",
          classes().should(USE_INTERNAL_PACKAGES_OF_THEIR_OWN_MODULE_ONLY),
          "the API needs nothing but annotations",
          classes()
              .that()
              .resideInAPackage(THE_API)
              .should()
              .onlyDependOnClassesThat()
              .resideInAnyPackage("java..", "org.jspecify..", "org.apiguardian..", THE_API),
          "the audit trail needs nothing but the API",
          classes()
              .that()
              .resideInAPackage(AUDIT)
              .should()
              .onlyDependOnClassesThat()
              .resideInAnyPackage("java..", "org.jspecify..", "org.apiguardian..", THE_API, AUDIT),
          "SPI modules read no environment and print nothing",
          noClasses()
              .that()
              .resideInAnyPackage(THE_API, PROVIDERS, REPOSITORIES, AUDIT, SINKS)
              .should()
              .callMethod(System.class, "getenv")
              .orShould()
              .callMethod(System.class, "getenv", String.class)
              .orShould()
              .accessField(System.class, "out")
              .orShould()
              .accessField(System.class, "err"),
          "C02 publishers share no state",
          fields()
              .that()
              .areStatic()
              .and()
              .areDeclaredInClassesThat()
              .resideInAnyPackage(THE_API, CORE, PROVIDERS, REPOSITORIES, AUDIT, SINKS)
              .should()
              .beFinal(),
          "C07 no file is mapped into memory",
          noClasses()
              .that()
              .resideInAnyPackage(THE_API, CORE, PROVIDERS, REPOSITORIES, AUDIT, CLI)
              .should()
              .callMethodWhere(
                  target(name("map")).and(target(owner(assignableTo(FileChannel.class))))),
          "SPI modules open no connections",
          noClasses()
              .that()
              .resideInAnyPackage(THE_API, PROVIDERS, REPOSITORIES, AUDIT, SINKS)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage("java.net.http..", "dev.trustedpublishing.internal.hc..")
              .orShould()
              .dependOnClassesThat()
              .haveFullyQualifiedName("java.net.Socket")
              .orShould()
              .dependOnClassesThat()
              .haveFullyQualifiedName("java.net.HttpURLConnection"));

  static Stream<Arguments> rules() {
    return RULES.entrySet().stream()
        .map(rule -> Arguments.of(Named.of(rule.getKey(), rule.getValue())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void architectureRule_productionCode_passes(ArchRule rule) {
    rule.check(PRODUCT.all());
  }

  @ParameterizedTest(name = "{0}: fails when broken")
  @MethodSource("rules")
  void architectureRule_brokenCode_fails(ArchRule rule) {
    assertThat(rule.evaluate(BROKEN).hasViolation()).isTrue();
  }

  @Test
  void modules_dependOnlyAsDocumented() {
    Arrows allowed = Arrows.of(ArchitecturePage.read(PAGE).modules());

    assertThat(String.join("\n", allowed.changesTo(PRODUCT.modules())))
        .as("changes to %s", PAGE)
        .isEmpty();
  }

  @Test
  void documentedModules_areInDependencyOrder() {
    Map<String, List<String>> modules = ArchitecturePage.read(PAGE).modules();
    List<String> order = new ArrayList<>(modules.keySet());

    assertThat(modules)
        .allSatisfy((module, uses) ->
            assertThat(order.subList(order.indexOf(module) + 1, order.size())).containsAll(uses));
  }

  @Test
  void packages_dependOnlyAsDocumented() throws IOException {
    if (System.getProperty("arrows.update") != null) {
      Files.writeString(PAGE, ArchitecturePage.read(PAGE).withPackages(PRODUCT.packages()));
    }
    ArchitecturePage page = ArchitecturePage.read(PAGE);

    assertThat(page.modulesWithPackages()).containsExactlyElementsOf(PRODUCT.packages().keySet());
    List<String> changes = new ArrayList<>();
    PRODUCT
        .packages()
        .forEach((module, packages) -> changes.addAll(page.packagesOf(module).changesTo(packages)));
    assertThat(String.join("\n", changes)).as("changes to %s", PAGE).isEmpty();
  }

  @Test
  void packages_haveNoCycles() {
    assertThat(PRODUCT.packages())
        .allSatisfy((module, packages) -> assertThat(packages.cycle()).as(module).isEmpty());
  }

  @Test
  void eachPackage_declaresItsApiStatus() {
    assertThat(PRODUCT.all().stream().map(JavaClass::getPackage).distinct())
        .allSatisfy(p -> assertThat(p.isAnnotatedWith(API.class)).as(p.getName()).isTrue());
  }

  private static boolean isInternal(JavaClass javaClass) {
    String name = javaClass.getPackageName();
    return PRODUCT.all().containPackage(name)
        && PRODUCT
            .all()
            .getPackage(name)
            .tryGetAnnotationOfType(API.class)
            .filter(mark -> mark.status() == API.Status.INTERNAL)
            .isPresent();
  }
}
