package dev.trustedpublishing.testkit.registry.pypi.publisher;

import dev.trustedpublishing.testkit.registry.pypi.model.ProjectScope;

/**
 * A registered publisher with its number.
 *
 * <p>Immutable.
 *
 * @param id its number, from 1
 * @param registration what was registered
 */
public record Publisher(int id, PublisherRegistration registration) {

  /**
   * Returns whether the publisher is pending, that is, has no project yet.
   *
   * @return whether it is
   */
  public boolean isPending() {
    return registration.projects() instanceof ProjectScope.Pending;
  }
}
