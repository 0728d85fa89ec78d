package dev.trustedpublishing.repository.pypi.endpoint;

import java.net.URI;
import java.util.List;

/**
 * Where an index exchanges tokens.
 *
 * @param audience where a client learns the audience
 * @param mint where an identity token is exchanged
 * @param features what must be asked for in the exchange; usually nothing
 */
public record TokenEndpoints(URI audience, URI mint, List<String> features) {

  /** Those that PyPI has (Warehouse, oidc/views.py). */
  static TokenEndpoints usual(RegistryEndpoints endpoints) {
    return new TokenEndpoints(endpoints.audienceUrl(), endpoints.mintUrl(), List.of());
  }
}
