package dev.trustedpublishing.core;

import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.api.spi.SpiContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** An attestor in memory that writes down every call, and fails where the test says. */
final class FakeAttestor implements Attestor {
  final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  final Deque<RuntimeException> certifyFailures = new ConcurrentLinkedDeque<>();
  final Deque<RuntimeException> signFailures = new ConcurrentLinkedDeque<>();
  final AtomicInteger signing = new AtomicInteger();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  List<Finding> early = List.of();
  List<Finding> late = List.of();
  Duration lifetime = Duration.ofMinutes(10);
  Runnable whileSigning = () -> {};

  @Override
  public String id() {
    return "fake-attestor";
  }

  @Override
  public IdentityRequest identityRequest() {
    return new IdentityRequest("signing-service", List.of("SIGNING_ID_TOKEN"));
  }

  @Override
  public List<Finding> preflight(Optional<Claims> claims, SpiContext context) {
    calls.add(claims.isPresent() ? "preflight with claims" : "preflight");
    return claims.isPresent() ? late : early;
  }

  @Override
  public Signer certify(IdentityToken identity, SpiContext context) {
    calls.add("certify " + String.join(",", identity.claims().audience()));
    failIfAsked(certifyFailures);
    Instant end = context.clock().instant().plus(lifetime);
    return new Signer() {
      @Override
      public Instant expiresAt() {
        return end;
      }

      @Override
      public JsonObject sign(String statement) {
        calls.add("sign " + statement);
        mostAtOnce.accumulateAndGet(signing.incrementAndGet(), Math::max);
        try {
          whileSigning.run();
          failIfAsked(signFailures);
        } finally {
          signing.decrementAndGet();
        }
        return JsonObject.of(
            Map.of(
                "statement",
                statement,
                "verificationMaterial",
                Map.of("tlogEntries", List.of(Map.of("logIndex", "7")))));
      }
    };
  }

  private static void failIfAsked(Deque<RuntimeException> failures) {
    RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }
}
