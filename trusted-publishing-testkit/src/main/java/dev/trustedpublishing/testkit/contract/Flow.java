package dev.trustedpublishing.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** One run against a fixture, step by step. */
final class Flow implements AutoCloseable {
  static final CiEnvironment NO_VARIABLES = CiEnvironment.of(Map.of());

  final RegistryFixture registry;
  final Recorder world;
  final TestContext context;
  final RepositoryTarget target;
  final RepositoryClient client;
  final List<Artifact> artifacts;
  private final PackageRepository repository;

  Flow(PackageRepository repository, RegistryFixture registry, Path folder) throws IOException {
    this.repository = repository;
    this.registry = registry;
    this.world = new Recorder(registry.http(), ExternalFault.MISSING);
    this.context = new TestContext(NO_VARIABLES, world);
    List<Path> packages = registry.packages(folder);
    this.target = repository.resolve(registry.address(), packages, context).orElseThrow();
    this.client = repository.connect(target, context);
    this.artifacts = client.plan(packages);
  }

  RepositoryClient connect(Recorder otherWorld) {
    return repository.connect(target, new TestContext(NO_VARIABLES, otherWorld));
  }

  List<ExchangeScope> scopes() {
    return client.scopes(artifacts);
  }

  ExchangeScope scopeWith(String filename) {
    return scopes().stream()
        .filter(scope -> scope.artifacts().stream().anyMatch(a -> a.filename().equals(filename)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no package of the fixture is called " + filename));
  }

  IdentityToken identity(String audience) {
    return context.readIdentityToken(
        Secret.of(registry.identityToken(audience)), IdentityToken.Supply.ON_REQUEST);
  }

  /**
   * If a fixture accepts such a token, it does not verify tokens, and the contract would prove
   * nothing.
   */
  void requireDistrusted(ExchangeScope scope, String token, String flaw) {
    IdentityToken identity =
        context.readIdentityToken(Secret.of(token), IdentityToken.Supply.ON_REQUEST);
    Exception failure = SpiRules.failure(() -> client.exchange(scope, identity));
    if (!(failure instanceof TrustedPublishingException e)
        || e.code().category() != ErrorCategory.EXCHANGE) {
      throw new AssertionError(
          "The registry of the fixture must reject an identity token "
              + flaw
              + ", as the real one does. Found: "
              + (failure == null ? "it returned an API token" : failure),
          failure);
    }
  }

  ApiToken exchange(ExchangeScope scope) {
    return client.exchange(scope, identity(client.identityFor(scope).audience()));
  }

  Receipt publish(Artifact artifact, ApiToken token) {
    return client.publish(artifact, token, ProgressListener.none());
  }

  void requireThere(Artifact artifact) {
    if (client.capabilities().contains(Capability.PRESENCE_CHECK)) {
      assertInstanceOf(Presence.SameContent.class, client.find(artifact), artifact.filename());
    }
  }

  /** One of each call that sends requests to the registry: exchange, find, publish, revoke. */
  List<Callable<?>> attempts(
      ExternalFault fault, ExchangeScope scope, IdentityToken identity, ApiToken token) {
    return attempts(new Recorder(fault, fault), scope, identity, token);
  }

  List<Callable<?>> attempts(
      Recorder otherWorld, ExchangeScope scope, IdentityToken identity, ApiToken token) {
    RepositoryClient other = connect(otherWorld);
    Artifact artifact = scope.artifacts().get(0);
    return List.of(
        () -> other.exchange(scope, identity),
        () -> other.find(artifact),
        () -> other.publish(artifact, token, ProgressListener.none()),
        () -> other.revoke(token));
  }

  @Override
  public void close() throws IOException {
    registry.close();
  }
}
