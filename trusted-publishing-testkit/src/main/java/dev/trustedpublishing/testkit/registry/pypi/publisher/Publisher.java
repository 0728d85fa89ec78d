package dev.trustedpublishing.testkit.registry.pypi.publisher;

import dev.trustedpublishing.testkit.registry.pypi.model.ProjectScope;

/** A registered publisher with its number. */
public record Publisher(int id, PublisherRegistration registration) {

  public boolean isPending() {
    return registration.projects() instanceof ProjectScope.Pending;
  }
}
