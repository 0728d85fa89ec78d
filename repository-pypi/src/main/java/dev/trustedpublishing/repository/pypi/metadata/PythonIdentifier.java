package dev.trustedpublishing.repository.pypi.metadata;

import java.util.Set;

/** What Python takes as the name of a module. */
final class PythonIdentifier {
  private static final Set<String> KEYWORDS =
      Set.of(
          """
          False None True and as assert async await break class continue def del elif else except \
          finally for from global if import in is lambda nonlocal not or pass raise return try \
          while with yield\
          """
              .split(" ", -1));

  private PythonIdentifier() {}

  /**
   * Returns whether a text is an identifier and no keyword.
   *
   * @param text the text
   * @return true if a module may have that name
   */
  static boolean isValid(String text) {
    return !text.isEmpty()
        && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
        && text.codePoints().skip(1).allMatch(Character::isUnicodeIdentifierPart)
        && !KEYWORDS.contains(text);
  }
}
