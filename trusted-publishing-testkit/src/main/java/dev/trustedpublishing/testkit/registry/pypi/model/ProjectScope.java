package dev.trustedpublishing.testkit.registry.pypi.model;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a trusted publisher, and a token minted for it, may publish. Immutable. */
public sealed interface ProjectScope {

  /**
   * Existing projects.
   *
   * @param names their names, in any spelling
   */
  record Projects(Set<String> names) implements ProjectScope {
    /**
     * Copies the names, in their order.
     *
     * @param names their names, in any spelling
     */
    public Projects {
      names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }
  }

  /**
   * Any project; it is created with its first file. PyPI has no such scope; a sandbox uses it to
   * accept every upload.
   */
  record Any() implements ProjectScope {}

  /**
   * A project that does not exist yet and is created by the first exchange: a pending publisher
   * (Warehouse, oidc/views.py).
   *
   * @param name the name of the project
   */
  record Pending(String name) implements ProjectScope {}

  /**
   * Returns whether files of a project may be uploaded.
   *
   * @param project its name, in any spelling
   * @return whether this scope covers it
   */
  default boolean covers(String project) {
    if (this instanceof Projects projects) {
      return projects.names().stream().anyMatch(name -> ProjectName.same(name, project));
    }
    return this instanceof Any;
  }
}
