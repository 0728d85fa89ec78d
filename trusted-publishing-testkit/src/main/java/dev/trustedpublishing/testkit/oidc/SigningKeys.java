package dev.trustedpublishing.testkit.oidc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The keys of an issuer, the newest last. The first is made when it is first needed, because an RSA
 * key costs a good part of a start-up.
 */
final class SigningKeys {

  private final List<SigningKey> keys = new ArrayList<>();

  synchronized SigningKey current() {
    if (keys.isEmpty()) {
      keys.add(SigningKey.generate());
    }
    return keys.get(keys.size() - 1);
  }

  synchronized void rotate() {
    keys.add(SigningKey.generate());
  }

  synchronized void dropRetired() {
    keys.retainAll(List.of(current()));
  }

  synchronized Map<String, Object> toJwks() {
    current();
    return Map.of("keys", keys.stream().map(SigningKey::toJwk).toList());
  }
}
