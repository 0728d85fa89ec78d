package dev.trustedpublishing.setup.registration;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The completed registration form of a trusted publisher (Warehouse, oidc/models; npm's
 * documentation of trusted publishing). Contains no secret. Immutable.
 *
 * @param title which form it is
 * @param entries the form's own names of the fields to their values, in the form's order
 * @param place the location of the form
 * @param advice advice about the first release
 */
public record RegistrationForm(
    String title, Map<String, String> entries, String place, String advice) {
  private static final String EMPTY = "(leave empty)";

  /** Copies the map, in its order. */
  public RegistrationForm {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /**
   * Fills in a form.
   *
   * @param registry the registry
   * @param ci which CI system publishes
   * @param registration what to fill in
   * @param packageName the project's or package's name, if known
   * @param issuer the address of a self-managed GitLab
   * @return the form
   */
  public static RegistrationForm of(
      Registry registry,
      CiSystem ci,
      Registration registration,
      Optional<String> packageName,
      Optional<String> issuer) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (Field field : Field.values()) {
      String value = registration.value(field).orElse("");
      entries.put(label(registry, ci, field), value.isEmpty() ? EMPTY : value);
    }
    issuer.ifPresent(url -> entries.put("Issuer URL", url));
    if (registry == Registry.NPM) {
      entries.put("Allowed actions", "npm publish");
    }
    return new RegistrationForm(
        registry.title() + ", trusted publisher for " + ci.title(),
        entries,
        place(registry, packageName),
        advice(registry, packageName));
  }

  private static String label(Registry registry, CiSystem ci, Field field) {
    boolean npm = registry == Registry.NPM;
    boolean github = ci == CiSystem.GITHUB;
    return switch (field) {
      case OWNER -> github ? (npm ? "Organization or user" : "Owner") : "Namespace";
      case REPOSITORY -> github ? (npm ? "Repository" : "Repository name") : "Project name";
      case WORKFLOW ->
          github
              ? (npm ? "Workflow filename" : "Workflow name")
              : (npm ? "Top-level CI file path" : "Top-level pipeline file path");
      case ENVIRONMENT -> "Environment name";
    };
  }

  /**
   * The form for people.
   *
   * @return the lines, without a line break at the end
   */
  public String text() {
    int width = entries.keySet().stream().mapToInt(String::length).max().orElse(0);
    String row = "  %-" + width + "s  %s\n";
    String lines =
        entries.entrySet().stream()
            .map(entry -> row.formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    return title + "\n" + lines + "Where: " + place + "\n" + advice;
  }

  private static String place(Registry registry, Optional<String> packageName) {
    if (registry == Registry.NPM) {
      return "on the registry's site, the page of the package"
          + packageName.map(name -> " " + name).orElse("")
          + ": Settings, Trusted Publisher";
    }
    return site(registry)
        + "manage/project/"
        + packageName.map(RegistrationForm::normalized).orElse("NAME")
        + "/settings/publishing/";
  }

  private static String advice(Registry registry, Optional<String> packageName) {
    String name = packageName.orElse("NAME");
    if (registry == Registry.NPM) {
      return """
      The package must exist: npm has no pending publishers. Publish the first version of %s another way.
      Every field is an exact match, case-sensitive. A package has one trusted publisher at a time.\
      """
          .formatted(name);
    }
    return """
    If the project does not exist yet, register a pending publisher instead, with the project name %s:
      %smanage/account/publishing/
    The first use of a pending publisher creates the project and makes it an ordinary publisher. Until then it
    does not reserve the name, and it expires after 30 days.\
    """
        .formatted(name, site(registry));
  }

  private static String site(Registry registry) {
    return registry == Registry.TESTPYPI ? "https://test.pypi.org/" : "https://pypi.org/";
  }

  /** As the name is in addresses (PEP 503). */
  private static String normalized(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }
}
