package dev.trustedpublishing.testkit.oidc;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of an issuer, the newest last. The first is created when it is first used, because
 * creating an RSA key takes a large part of the start-up time.
 */
final class SigningKeys {

  private final List<SigningKey> keys = new ArrayList<>();

  synchronized SigningKey current() {
    if (keys.isEmpty()) {
      keys.add(SigningKey.generate());
    }
    return keys.get(keys.size() - 1);
  }

  synchronized Optional<PublicKey> find(String id) {
    return keys.stream()
        .filter(key -> key.id().equals(id))
        .map(key -> key.pair().getPublic())
        .findFirst();
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
