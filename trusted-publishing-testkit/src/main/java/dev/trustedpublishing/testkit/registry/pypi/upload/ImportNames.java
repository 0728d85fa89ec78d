package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import java.util.Set;

/** The names in {@code Import-Name} and {@code Import-Namespace} (PEP 794). Stateless. */
final class ImportNames {

  /** The reserved words of Python. */
  private static final Set<String> KEYWORDS =
      Set.of(
          "False",
          "None",
          "True",
          "and",
          "as",
          "assert",
          "async",
          "await",
          "break",
          "class",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "finally",
          "for",
          "from",
          "global",
          "if",
          "import",
          "in",
          "is",
          "lambda",
          "nonlocal",
          "not",
          "or",
          "pass",
          "raise",
          "return",
          "try",
          "while",
          "with",
          "yield");

  private ImportNames() {}

  static void check(MetadataField field, String value) {
    String[] parts = value.split(";", 2);
    String name = parts[0].stripTrailing();
    String rejected = Repr.of(name) + " is invalid for '" + field.metadataName() + "'; ";
    for (String identifier : name.split("\\.", -1)) {
      if (!isIdentifier(identifier)) {
        throw MetadataChecks.invalid(rejected + Repr.of(identifier) + " is not a valid identifier");
      }
      if (KEYWORDS.contains(identifier)) {
        throw MetadataChecks.invalid(rejected + Repr.of(identifier) + " is a keyword");
      }
    }
    if (parts.length == 2 && !parts[1].stripLeading().equals("private")) {
      throw MetadataChecks.invalid(
          Repr.of(value)
              + " is invalid for '"
              + field.metadataName()
              + "'; the only valid option is 'private'");
    }
  }

  private static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
        && text.codePoints()
            .allMatch(
                c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
  }
}
