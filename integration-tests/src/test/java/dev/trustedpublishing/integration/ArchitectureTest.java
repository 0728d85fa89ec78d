package dev.trustedpublishing.integration;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows of docs/architecture.md: they only ever point towards the API. Each rule is also held
 * against a class that breaks it, so that no rule can go blind.
 */
class ArchitectureTest {
  private static final String THE_API = "dev.trustedpublishing.api..";
  private static final String CORE = "dev.trustedpublishing.core..";
  private static final String PROVIDERS = "dev.trustedpublishing.provider..";
  private static final String REPOSITORIES = "dev.trustedpublishing.repository..";
  private static final String AUDIT = "dev.trustedpublishing.audit";
  private static final String SINKS = "dev.trustedpublishing.audit.(*)..";
  private static final String TESTKIT = "dev.trustedpublishing.testkit..";
  private static final String CLI = "dev.trustedpublishing.cli..";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.trustedpublishing");

  private static final JavaClasses BROKEN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
          .importPackages(
              "dev.trustedpublishing.api.broken",
              "dev.trustedpublishing.audit",
              "dev.trustedpublishing.provider.broken",
              "dev.trustedpublishing.core.broken",
              "dev.trustedpublishing.testkit.broken");

  @FaultRow({"C02", "C07"})
  private static final Map<String, ArchRule> RULES =
      Map.of(
          "the API needs nothing but annotations",
          classes()
              .that()
              .resideInAPackage(THE_API)
              .should()
              .onlyDependOnClassesThat()
              .resideInAnyPackage("java..", "org.jspecify..", "org.apiguardian..", THE_API),
          "an SPI module sees the API and no other module of ours",
          noClasses()
              .that()
              .resideInAnyPackage(PROVIDERS, REPOSITORIES, SINKS)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(CORE, TESTKIT, CLI),
          "who brings an identity or a registry knows nothing of the audit trail",
          noClasses()
              .that()
              .resideInAnyPackage(THE_API, PROVIDERS, REPOSITORIES)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(AUDIT, SINKS),
          "the audit trail needs nothing but the API",
          classes()
              .that()
              .resideInAPackage(AUDIT)
              .should()
              .onlyDependOnClassesThat()
              .resideInAnyPackage("java..", "org.jspecify..", "org.apiguardian..", THE_API, AUDIT),
          "core names no SPI module",
          noClasses()
              .that()
              .resideInAPackage(CORE)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(PROVIDERS, REPOSITORIES, SINKS, TESTKIT, CLI),
          "the testkit knows nothing of core",
          noClasses()
              .that()
              .resideInAPackage(TESTKIT)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(CORE, PROVIDERS, REPOSITORIES, AUDIT, SINKS, CLI),
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
              .resideInAnyPackage("java.net.http..", "org.apache.hc..")
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
  void holds(ArchRule rule) {
    rule.check(PRODUCT);
  }

  @ParameterizedTest(name = "{0}: fails when broken")
  @MethodSource("rules")
  void fails_when_broken(ArchRule rule) {
    assertThat(rule.evaluate(BROKEN).hasViolation()).isTrue();
  }

  @Test
  void no_package_of_the_api_is_in_a_cycle() {
    slices().matching("dev.trustedpublishing.api.(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void every_package_says_how_stable_it_is() {
    assertThat(PRODUCT.stream().map(c -> c.getPackage()).distinct())
        .filteredOn(p -> p.getName().startsWith("dev.trustedpublishing"))
        .allSatisfy(p -> assertThat(p.isAnnotatedWith(API.class)).as(p.getName()).isTrue());
  }

  @Test
  void every_module_is_looked_at() {
    assertThat(PRODUCT.stream().map(c -> c.getPackageName().split("\\.")[2]).distinct())
        .contains("api", "core", "provider", "repository", "audit", "testkit", "cli");
  }
}
