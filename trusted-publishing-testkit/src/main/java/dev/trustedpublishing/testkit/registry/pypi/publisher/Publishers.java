package dev.trustedpublishing.testkit.registry.pypi.publisher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The registered publishers. Using a pending one turns it into a normal one, or removes it.
 * Thread-safe.
 */
public final class Publishers {

  private final List<Publisher> publishers = new ArrayList<>();

  /**
   * Numbers the registrations from 1, in their order.
   *
   * @param registrations the registrations
   */
  public Publishers(List<PublisherRegistration> registrations) {
    for (PublisherRegistration registration : registrations) {
      publishers.add(new Publisher(publishers.size() + 1, registration));
    }
  }

  /**
   * Returns the publishers of one provider.
   *
   * @param kind the provider
   * @return the publishers, in the order of their registration
   */
  public synchronized List<Publisher> ofKind(PublisherKind kind) {
    return publishers.stream()
        .filter(publisher -> publisher.registration().kind() == kind)
        .toList();
  }

  /**
   * Assigns a project to a pending publisher; of two concurrent exchanges, one succeeds.
   *
   * @param pending the pending publisher
   * @param project the name of the project
   * @return the normal publisher, or empty if the pending one no longer exists
   */
  public synchronized Optional<Publisher> confirm(Publisher pending, String project) {
    int place = publishers.indexOf(pending);
    if (place < 0) {
      return Optional.empty();
    }
    Publisher confirmed = new Publisher(pending.id(), pending.registration().forProjects(project));
    publishers.set(place, confirmed);
    return Optional.of(confirmed);
  }

  /**
   * Removes a publisher if it still exists.
   *
   * @param publisher the publisher
   */
  public synchronized void remove(Publisher publisher) {
    publishers.remove(publisher);
  }
}
