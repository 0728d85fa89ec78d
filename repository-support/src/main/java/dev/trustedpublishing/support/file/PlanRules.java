package dev.trustedpublishing.support.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a plan: which of them are a specification, and which are the policy of one registry
 * that other registries with the same protocol need not share.
 *
 * <p>Immutable.
 *
 * @param owner the registry whose policies these are, for strings
 * @param byId the rules by their ids, in the order of the table
 */
public record PlanRules(String owner, Map<String, Rule> byId) {

  /** Where a rule comes from. */
  public enum Kind {
    /** A specification, which holds everywhere. */
    SPECIFICATION,
    /** A policy of the owner. */
    POLICY,
    /** A decision of this library. */
    OWN
  }

  /** What happens to a file that breaks a rule. */
  public enum Outcome {
    /** It is rejected. */
    REJECT,
    /** There is a warning. */
    WARN,
    /** Nothing. */
    ACCEPT
  }

  /**
   * A rule.
   *
   * @param kind where it comes from
   * @param atOwner what happens at the registry whose policies these are
   * @param elsewhere what happens at other registries
   * @param text what must be true
   * @param source the document or the code that it is from
   */
  public record Rule(Kind kind, Outcome atOwner, Outcome elsewhere, String text, String source) {}

  /**
   * Reads a table: one rule per line, with tabs between its id and the components of {@link Rule}.
   *
   * @param owner the registry whose policies these are, for strings
   * @param table a resource; closed afterwards
   * @return the rules
   */
  public static PlanRules of(String owner, @Nullable InputStream table) {
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (String line : lines(table)) {
      String[] column = line.split("\t", -1);
      rules.put(
          column[0],
          new Rule(
              Kind.valueOf(column[1].toUpperCase(Locale.ROOT)),
              Outcome.valueOf(column[2].toUpperCase(Locale.ROOT)),
              Outcome.valueOf(column[3].toUpperCase(Locale.ROOT)),
              column[4],
              column[5]));
    }
    return new PlanRules(owner, rules);
  }

  /**
   * Reads the lines of a resource, without comments.
   *
   * @param resource the resource; closed afterwards
   * @return the lines that do not start with a number sign
   */
  public static List<String> lines(@Nullable InputStream resource) {
    try (InputStream in = Optional.ofNullable(resource).orElseThrow()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("This jar's data can't be read.", e);
    }
  }

  /**
   * Returns a rule.
   *
   * @param id its id
   * @return the rule
   * @throws IllegalArgumentException if there is none
   */
  public Rule rule(String id) {
    return Optional.ofNullable(byId.get(id))
        .orElseThrow(() -> new IllegalArgumentException("There is no rule " + id + "."));
  }
}
