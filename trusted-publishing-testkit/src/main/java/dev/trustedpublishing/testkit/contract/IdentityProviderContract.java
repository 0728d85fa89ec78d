package dev.trustedpublishing.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.testkit.contract.probe.AtOnce;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link IdentityProvider} must do. Extend it in the provider's own tests:
 *
 * <pre>{@code
 * class MyCiContractTest extends IdentityProviderContract {
 *   @Override
 *   protected IdentityProvider provider() {
 *     return new MyCi();
 *   }
 *
 *   @Override
 *   protected CiJob job(String audience) {
 *     return CiJob.of(Map.of("MY_CI", "true", ...));
 *   }
 * }
 * }</pre>
 *
 * <p>Not thread-safe: JUnit makes an instance for each test.
 */
public abstract class IdentityProviderContract extends SpiContract {
  private static final String AUDIENCE = "registry.example";
  private static final Set<ErrorCategory> OF_IDENTITY =
      EnumSet.of(ErrorCategory.USAGE, ErrorCategory.IDENTITY, ErrorCategory.TEMPORARY);

  /** For subclasses. */
  protected IdentityProviderContract() {}

  /**
   * Creates the provider, as {@link java.util.ServiceLoader} would.
   *
   * @return a new provider
   */
  protected abstract IdentityProvider provider();

  /**
   * Sets up a job that may have an identity token for an audience. Tokens may be requested several
   * times and by several threads.
   *
   * @param audience the audience of the token
   * @return the job
   * @throws Exception if it can't be set up
   */
  protected abstract CiJob job(String audience) throws Exception;

  @Test
  void provider_isFoundByServiceLoader() {
    SpiRules.requireFound(IdentityProvider.class, provider(), IdentityProvider::id);
  }

  @Test
  void detect_requiresExactValues() throws Exception {
    CiJob job = job(AUDIENCE);
    assertInstanceOf(Detection.Available.class, provider().detect(job.environment()));

    Detection nothing = provider().detect(CiEnvironment.of(Map.of()));
    Detection.Absent absent = assertInstanceOf(Detection.Absent.class, nothing);
    int equals = absent.lookedFor().indexOf('=');
    assertTrue(equals > 0, () -> "lookedFor has the form NAME=value, found " + absent.lookedFor());
    String name = absent.lookedFor().substring(0, equals);
    String value = absent.lookedFor().substring(equals + 1);
    for (String other : List.of(value + "x", "x" + value, "no")) {
      Detection almost = provider().detect(CiEnvironment.of(Map.of(name, other)));
      assertInstanceOf(Detection.Absent.class, almost, () -> name + "=" + other);
    }
  }

  @Test
  void detect_makesNoRequests() throws Exception {
    CiJob job = job(AUDIENCE);
    TestContext context = context(job);
    IdentityProvider provider = provider();
    obtain(provider, AUDIENCE, context);
    int before = context.world().count();

    provider.detect(job.environment());

    assertEquals(before, context.world().count(), "detection asked a server or a tool");
  }

  @Test
  void obtain_returnsTokenForRequestedAudience() throws Exception {
    for (String audience : List.of(AUDIENCE, "https://other.example/api?a=b c")) {
      IdentityToken token = obtain(provider(), audience, context(job(audience)));
      assertEquals(List.of(audience), token.claims().audience());
    }
  }

  @Test
  void obtain_returnsFreshTokenUnlessSupplyIsOnlyOne() throws Exception {
    IdentityProvider provider = provider();
    TestContext context = context(job(AUDIENCE));
    IdentityToken first = obtain(provider, AUDIENCE, context);
    IdentityToken second = obtain(provider, AUDIENCE, context);
    if (first.supply() == IdentityToken.Supply.ON_REQUEST) {
      assertNotEquals(
          first.value().reveal().hashCode(),
          second.value().reveal().hashCode(),
          "the same token twice: most registries take a token once");
    }
  }

  @Test
  void obtain_makesOneAttempt() throws Exception {
    TestContext context = context(job(AUDIENCE), ExternalFault.UNAVAILABLE);
    SpiRules.failure(() -> obtain(provider(), AUDIENCE, context));
    assertEquals(0, context.world().repetitions(), "repeating is the pipeline's business");
  }

  @Test
  void output_containsNoSecret() throws Exception {
    IdentityProvider provider = provider();
    CiJob job = job(AUDIENCE);
    TestContext context = context(job);
    IdentityToken token = obtain(provider, AUDIENCE, context);
    Set<String> secrets = new HashSet<>(context.world().secrets());
    secrets.add(token.value().reveal());
    secrets.add(ExternalFault.TOKEN);
    SpiRules.requireHidden(secrets, "the token's text", token);
    SpiRules.requireHidden(secrets, "the provider's text", provider);
    SpiRules.requireHidden(secrets, "the detection", provider.detect(job.environment()));
    SpiRules.requireHidden(secrets, "a warning", context.warnings());
    SpiRules.requireHidden(secrets, "the masking command", provider.maskingCommand(Secret.of("s")));
    SpiRules.requireClean(context.world());
    for (ExternalFault fault : ExternalFault.values()) {
      TestContext broken = context(job, fault);
      SpiRules.requireHidden(
          secrets,
          "the failure after " + fault,
          SpiRules.failure(() -> obtain(provider, AUDIENCE, broken)));
    }
  }

  @Test
  void failures_areExplained() throws Exception {
    for (ExternalFault fault : EnumSet.complementOf(EnumSet.of(ExternalFault.INTERRUPTED))) {
      TestContext context = context(job(AUDIENCE), fault);
      Exception failure = SpiRules.failure(() -> obtain(provider(), AUDIENCE, context));
      if (context.world().count() > 0) {
        SpiRules.requireExplained(fault, Stage.OBTAIN, OF_IDENTITY, failure);
      }
    }
  }

  @Test
  void obtain_supportsConcurrentRuns() throws Exception {
    IdentityProvider provider = provider();
    AtOnce atOnce = new AtOnce();
    List<List<String>> alone = new ArrayList<>();
    List<Callable<List<String>>> together = new ArrayList<>();
    for (int i = 0; i < AtOnce.THREADS; i++) {
      String audience = "registry-" + i + ".example";
      CiJob job = job(audience);
      alone.add(obtain(provider, audience, context(job)).claims().audience());
      TestContext context = new TestContext(job.environment(), world(job), atOnce::meet);
      together.add(() -> obtain(provider, audience, context).claims().audience());
    }
    assertEquals(alone, atOnce.run(together), "runs at the same time got each other's tokens");
  }

  @Test
  void obtain_stopsWhenInterrupted() throws Exception {
    TestContext context = context(job(AUDIENCE), ExternalFault.INTERRUPTED);
    Thread.currentThread().interrupt();
    Exception failure = SpiRules.failure(() -> obtain(provider(), AUDIENCE, context));
    SpiRules.requireStopped(context.world(), Thread.interrupted(), failure);
  }

  @Override
  Object implementation() {
    return provider();
  }

  private static IdentityToken obtain(
      IdentityProvider provider, String audience, SpiContext context) {
    return provider.obtain(IdentityRequest.forAudience(audience), context);
  }

  private static Recorder world(CiJob job) {
    return new Recorder(job.http(), job.tools());
  }

  private static TestContext context(CiJob job) {
    return new TestContext(job.environment(), world(job));
  }

  private static TestContext context(CiJob job, ExternalFault fault) {
    return new TestContext(job.environment(), new Recorder(fault, fault));
  }
}
