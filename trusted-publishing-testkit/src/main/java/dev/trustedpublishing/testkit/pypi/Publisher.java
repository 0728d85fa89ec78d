package dev.trustedpublishing.testkit.pypi;

/** A registered publisher with its number. */
record Publisher(int id, PublisherRegistration registration) {

  boolean isPending() {
    return registration.projects() instanceof ProjectScope.Pending;
  }
}
