package dev.trustedpublishing.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.testkit.contract.probe.AtOnce;
import dev.trustedpublishing.testkit.contract.probe.ForgedTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link PackageRepository} must do. Extend it in the repository's own tests, with a
 * registry that verifies as the real one does. Not thread-safe: JUnit makes an instance for each
 * test.
 */
public abstract class PackageRepositoryContract extends SpiContract {
  private static final Set<ErrorCategory> OF_EXCHANGE =
      EnumSet.of(ErrorCategory.USAGE, ErrorCategory.EXCHANGE, ErrorCategory.TEMPORARY);
  private static final Set<ErrorCategory> OF_PUBLISH =
      EnumSet.of(
          ErrorCategory.USAGE,
          ErrorCategory.PUBLISH,
          ErrorCategory.TEMPORARY,
          ErrorCategory.OUTCOME_UNKNOWN);
  private static final Set<ExternalFault> ALL_BUT_INTERRUPTS =
      EnumSet.complementOf(EnumSet.of(ExternalFault.INTERRUPTED));

  @TempDir @Nullable Path folder;

  /** For subclasses. */
  protected PackageRepositoryContract() {}

  /**
   * Creates the repository, as {@link java.util.ServiceLoader} would.
   *
   * @return a new repository
   */
  protected abstract PackageRepository repository();

  /**
   * Starts a registry without the fixture's packages.
   *
   * @return the registry; closed after each test
   * @throws Exception if it can't be started
   */
  protected abstract RegistryFixture registry() throws Exception;

  @Test
  void repository_isFoundByServiceLoader() {
    SpiRules.requireFound(PackageRepository.class, repository(), PackageRepository::id);
  }

  @Test
  void resolve_acceptsOnlyKnownRegistries() throws Exception {
    Resolution resolution = new Resolution(repository());
    for (String name : repository().knownNames()) {
      assertTrue(resolution.isKnown(name), name);
    }
    try (RegistryFixture registry = registry()) {
      assertEquals(
          Optional.of(repository().id()),
          resolution.of(registry.address()).map(RepositoryTarget::repositoryId));
    }
    assertEquals(Optional.empty(), resolution.of("a-name-that-nobody-has"));
    assertTrue(resolution.isRejected("http://registry.example/"), "secrets need https");
  }

  @Test
  void plan_makesNoRequests() throws Exception {
    try (Flow flow = flow()) {
      List<ExchangeScope> scopes = flow.client.scopes(flow.artifacts);
      assertEquals(
          flow.artifacts.size(),
          scopes.stream().mapToInt(scope -> scope.artifacts().size()).sum(),
          "each artifact is in exactly one scope");
      assertEquals(
          new HashSet<>(flow.artifacts),
          new HashSet<>(scopes.stream().flatMap(scope -> scope.artifacts().stream()).toList()));
      assertEquals(List.of(), flow.world.calls(), "planning asked a server");
    }
  }

  @Test
  void plan_reportsAllProblemsOfAllFiles() throws Exception {
    try (Flow flow = flow()) {
      List<Path> damaged = flow.registry.damaged(newFolder("damaged"));
      TrustedPublishingException e =
          assertThrows(TrustedPublishingException.class, () -> flow.client.plan(damaged));
      assertEquals(Stage.PLAN, e.stage());
      for (Path file : damaged) {
        String name = String.valueOf(file.getFileName());
        assertTrue(
            e.problems().stream().anyMatch(problem -> problem.text().contains(name)),
            () -> name + " is not mentioned in: " + e.getMessage());
      }
    }
  }

  @Test
  void exchange_requiresTokenForRequestedAudience() throws Exception {
    try (Flow flow = flow()) {
      for (ExchangeScope scope : flow.scopes()) {
        flow.exchange(scope).close();
        IdentityToken foreign = flow.identity("somebody-else.example");
        TrustedPublishingException e =
            assertThrows(
                TrustedPublishingException.class, () -> flow.client.exchange(scope, foreign));
        assertEquals(ErrorCategory.EXCHANGE, e.code().category(), e::getMessage);
        assertTrue(
            e.presentedClaims().containsKey("aud"), "the refusal shows the claims it is about");
      }
    }
  }

  @Test
  void fixtureRejectsForgedTokens() throws Exception {
    try (Flow flow = flow()) {
      ExchangeScope scope = flow.scopes().get(0);
      String audience = flow.client.identityFor(scope).audience();
      for (Map.Entry<String, String> forged :
          ForgedTokens.of(flow.registry.identityToken(audience)).entrySet()) {
        flow.requireDistrusted(scope, forged.getValue(), "with " + forged.getKey());
      }
    }
  }

  @Test
  void fixtureRejectsExpiredTokens() throws Exception {
    try (Flow flow = flow()) {
      ExchangeScope scope = flow.scopes().get(0);
      String audience = flow.client.identityFor(scope).audience();
      String expired = flow.registry.expiredIdentityToken(audience);
      flow.requireDistrusted(scope, expired, "that has expired");
    }
  }

  @Test
  void exchange_sendsIdentityTokenOnce() throws Exception {
    try (Flow flow = flow()) {
      ExchangeScope scope = flow.scopes().get(0);
      IdentityToken identity = flow.identity(flow.client.identityFor(scope).audience());
      String jwt = identity.value().reveal();
      flow.client.exchange(scope, identity).close();
      long times =
          flow.world.calls().stream()
              .filter(call -> call.secrets().contains(identity.value()))
              .count();
      assertEquals(1, times, "calls that carry the identity token, and say so");
      assertTrue(flow.world.secrets().contains(jwt));
    }
  }

  @Test
  void requests_areAttemptedOnce() throws Exception {
    try (Flow flow = flow()) {
      ExchangeScope scope = flow.scopes().get(0);
      ApiToken token = flow.exchange(scope);
      IdentityToken identity = flow.identity(flow.client.identityFor(scope).audience());
      Recorder world = new Recorder(ExternalFault.UNAVAILABLE, ExternalFault.UNAVAILABLE);
      for (Callable<?> attempt : flow.attempts(world, scope, identity, token)) {
        SpiRules.failure(attempt);
        assertEquals(0, world.repetitions(), "repeating is the pipeline's business");
        world.calls().clear();
      }
    }
  }

  @Test
  void output_containsNoSecret() throws Exception {
    try (Flow flow = flow()) {
      ExchangeScope scope = flow.scopes().get(0);
      ApiToken token = flow.exchange(scope);
      IdentityToken identity = flow.identity(flow.client.identityFor(scope).audience());
      flow.publish(scope.artifacts().get(0), token);
      Set<String> secrets = new HashSet<>(flow.world.secrets());
      secrets.add(token.value().reveal());
      secrets.add(identity.value().reveal());
      SpiRules.requireHidden(secrets, "the API token's text", token);
      SpiRules.requireHidden(secrets, "the client's text", flow.client);
      SpiRules.requireHidden(secrets, "a warning", flow.context.warnings());
      SpiRules.requireClean(flow.world);
      for (ExternalFault fault : ExternalFault.values()) {
        for (Callable<?> attempt : flow.attempts(fault, scope, identity, token)) {
          SpiRules.requireHidden(secrets, "what came of " + fault, outcome(attempt));
        }
      }
    }
  }

  @Test
  void failures_areExplained() throws Exception {
    try (Flow flow = flow()) {
      ExchangeScope scope = flow.scopes().get(0);
      ApiToken token = flow.exchange(scope);
      IdentityToken identity = flow.identity(flow.client.identityFor(scope).audience());
      for (ExternalFault fault : ALL_BUT_INTERRUPTS) {
        List<Callable<?>> attempts = flow.attempts(fault, scope, identity, token);
        SpiRules.requireExplained(
            fault, Stage.EXCHANGE, OF_EXCHANGE, SpiRules.failure(attempts.get(0)));
        Exception finding = SpiRules.failure(attempts.get(1));
        if (finding != null) {
          SpiRules.requireExplained(fault, Stage.PUBLISH, OF_PUBLISH, finding);
        }
        Exception publishing = SpiRules.failure(attempts.get(2));
        boolean success = fault == ExternalFault.STRANGER || fault == ExternalFault.EMPTY;
        if (publishing != null || !(success || fault == ExternalFault.WRONG_TYPES)) {
          SpiRules.requireExplained(fault, Stage.PUBLISH, OF_PUBLISH, publishing);
        }
      }
    }
  }

  @Test
  void republish_sameContent_changesNothing() throws Exception {
    try (Flow flow = flow()) {
      ExchangeScope scope = flow.scopes().get(0);
      ApiToken token = flow.exchange(scope);
      Artifact artifact = scope.artifacts().get(0);
      flow.publish(artifact, token);
      flow.requireThere(artifact);

      Exception again = SpiRules.failure(() -> flow.publish(artifact, token));
      if (again != null) {
        assertTrue(
            !flow.client.capabilities().contains(Capability.SAME_BYTES_ARE_A_NO_OP),
            () -> "the same bytes are said to be a no-op, and were refused: " + again.getMessage());
        requireRefusal(again);
      }
      flow.requireThere(artifact);
    }
  }

  @Test
  void publish_otherContent_isNeverOverwritten() throws Exception {
    try (Flow flow = flow()) {
      Path file = flow.registry.rebuilt(newFolder("rebuilt"));
      Artifact rebuilt = flow.client.plan(List.of(file)).get(0);
      ExchangeScope scope = flow.scopeWith(rebuilt.filename());
      Artifact original =
          scope.artifacts().stream()
              .filter(artifact -> artifact.filename().equals(rebuilt.filename()))
              .findFirst()
              .orElseThrow();
      ApiToken token = flow.exchange(scope);
      flow.publish(original, token);

      if (flow.client.capabilities().contains(Capability.PRESENCE_CHECK)) {
        assertInstanceOf(Presence.OtherContent.class, flow.client.find(rebuilt));
      }
      requireRefusal(SpiRules.failure(() -> flow.publish(rebuilt, token)));
      flow.requireThere(original);
    }
  }

  @Test
  void revoke_revokesTokenOrReportsExpiry() throws Exception {
    try (Flow flow = flow()) {
      ExchangeScope scope = flow.scopes().get(0);
      ApiToken token = flow.exchange(scope);
      Revocation revocation = flow.client.revoke(token);
      if (!flow.client.capabilities().contains(Capability.REVOCATION)) {
        assertEquals(new Revocation.ExpiresAt(token.expiresAt()), revocation);
        return;
      }
      assertTrue(
          revocation instanceof Revocation.Revoked || revocation instanceof Revocation.Requested,
          () -> "revocation is said to be possible, and gave " + revocation);
      Exception failure = SpiRules.failure(() -> flow.publish(scope.artifacts().get(0), token));
      assertInstanceOf(
          TrustedPublishingException.class, failure, "the registry still takes the token");
    }
  }

  @Test
  void revoke_throwsOnlyRetryableErrors() throws Exception {
    try (Flow flow = flow()) {
      ExchangeScope scope = flow.scopes().get(0);
      ApiToken token = flow.exchange(scope);
      for (ExternalFault fault : ExternalFault.values()) {
        Recorder world = new Recorder(fault, fault);
        Exception failure = SpiRules.failure(() -> flow.connect(world).revoke(token));
        boolean mayBeMended =
            failure instanceof TransportException
                || (failure instanceof TrustedPublishingException e && e.retryCanHelp());
        assertTrue(
            failure == null || mayBeMended,
            () ->
                "revoke throws only what another attempt can mend; after "
                    + fault
                    + ": "
                    + failure);
      }
    }
  }

  @Test
  void publish_supportsConcurrentArtifacts() throws Exception {
    AtOnce atOnce = new AtOnce();
    try (Flow flow = flow()) {
      Recorder world = new Recorder(flow.registry.http(), ExternalFault.MISSING);
      TestContext meeting = new TestContext(Flow.NO_VARIABLES, world, atOnce::meet);
      RepositoryClient client = repository().connect(flow.target, meeting);
      List<Callable<Void>> work = new ArrayList<>();
      for (ExchangeScope scope : flow.scopes()) {
        ApiToken token = flow.exchange(scope);
        for (Artifact artifact : scope.artifacts()) {
          work.add(() -> {
            client.publish(artifact, token, ProgressListener.none());
            return null;
          });
        }
      }
      while (work.size() < AtOnce.THREADS) {
        work.add(() -> {
          atOnce.meet();
          return null;
        });
      }
      atOnce.run(work);
      flow.artifacts.forEach(flow::requireThere);
    }
  }

  @Test
  void requests_stopWhenInterrupted() throws Exception {
    try (Flow flow = flow()) {
      ExchangeScope scope = flow.scopes().get(0);
      ApiToken token = flow.exchange(scope);
      IdentityToken identity = flow.identity(flow.client.identityFor(scope).audience());
      Recorder world = new Recorder(ExternalFault.INTERRUPTED, ExternalFault.INTERRUPTED);
      List<Callable<?>> attempts = flow.attempts(world, scope, identity, token);
      for (Callable<?> attempt : List.of(attempts.get(0), attempts.get(2))) {
        world.calls().clear();
        Thread.currentThread().interrupt();
        Exception failure = SpiRules.failure(attempt);
        SpiRules.requireStopped(world, Thread.interrupted(), failure);
      }
    }
  }

  @Override
  Object implementation() {
    return repository();
  }

  private Flow flow() throws Exception {
    return new Flow(repository(), registry(), newFolder("packages"));
  }

  private Path newFolder(String name) throws IOException {
    return Files.createDirectories(Objects.requireNonNull(folder).resolve(name));
  }

  private static void requireRefusal(@Nullable Exception failure) {
    TrustedPublishingException e =
        assertInstanceOf(TrustedPublishingException.class, failure, "the registry refused");
    assertEquals(ErrorCategory.PUBLISH, e.code().category(), e::getMessage);
    assertTrue(!e.retryCanHelp(), "no further attempt helps against other content");
  }

  private static Object outcome(Callable<?> attempt) {
    try {
      return String.valueOf(attempt.call());
    } catch (Exception e) {
      return e;
    }
  }
}
