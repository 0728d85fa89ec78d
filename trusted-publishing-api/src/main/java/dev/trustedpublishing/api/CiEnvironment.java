package dev.trustedpublishing.api;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The environment variables of the CI job, passed in instead of read from the process: so every
 * flow can be tested without a CI system, and two publishers in one JVM can have different ones.
 * Values are external input and not trusted. Immutable and thread-safe.
 */
public final class CiEnvironment {
  private final Map<String, String> variables;

  private CiEnvironment(Map<String, String> variables) {
    this.variables = Collections.unmodifiableMap(new TreeMap<>(variables));
  }

  /**
   * Creates an environment from variables.
   *
   * @param variables name to value; copied
   * @return the environment
   */
  public static CiEnvironment of(Map<String, String> variables) {
    return new CiEnvironment(variables);
  }

  /**
   * Returns a variable, with surrounding white space removed.
   *
   * @param name the variable's name
   * @return its value; empty if it is not set, empty or blank
   */
  public Optional<String> get(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /**
   * Returns a variable that holds a secret.
   *
   * @param name the variable's name
   * @return its value as a secret; empty if it is not set, empty or blank
   */
  public Optional<Secret> secret(String name) {
    return get(name).map(Secret::of);
  }

  /**
   * Returns whether a variable has exactly this value. CI systems are recognized by exact values:
   * {@code GITHUB_ACTIONS=True} is not GitHub.
   *
   * @param name the variable's name
   * @param value the value, compared character by character
   * @return true if it is equal
   */
  public boolean is(String name, String value) {
    return value.equals(variables.get(name));
  }

  /**
   * Returns the names of all variables that are set, even to an empty value.
   *
   * @return the names in order
   */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(variables.keySet()));
  }

  /** Returns only the number of variables: values may be secret and names are many. */
  @Override
  public String toString() {
    return "CiEnvironment[" + variables.size() + " variables]";
  }
}
