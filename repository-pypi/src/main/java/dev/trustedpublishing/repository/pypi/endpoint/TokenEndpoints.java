package dev.trustedpublishing.repository.pypi.endpoint;

import java.net.URI;
import java.util.List;

/**
 * The addresses of an index's token exchange.
 *
 * @param audience the URL of the audience
 * @param mint the URL of the token exchange
 * @param features the features to request in the exchange; usually none
 */
public record TokenEndpoints(URI audience, URI mint, List<String> features) {

  /** Returns PyPI's endpoints (Warehouse, oidc/views.py). */
  static TokenEndpoints usual(RegistryEndpoints endpoints) {
    return new TokenEndpoints(endpoints.audienceUrl(), endpoints.mintUrl(), List.of());
  }
}
