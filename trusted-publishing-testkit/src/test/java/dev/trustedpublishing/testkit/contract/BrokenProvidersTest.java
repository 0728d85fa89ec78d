package dev.trustedpublishing.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.SpiContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule for providers can fail: each has providers that break it, and no other. */
class BrokenProvidersTest {
  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("provider_isFoundByServiceLoader", Unregistered.class),
        Arguments.of("detect_requiresExactValues", Guessing.class),
        Arguments.of("detect_makesNoRequests", Asking.class),
        Arguments.of("obtain_returnsTokenForRequestedAudience", Deaf.class),
        Arguments.of("obtain_returnsFreshTokenUnlessSupplyIsOnlyOne", Caching.class),
        Arguments.of("obtain_makesOneAttempt", Stubborn.class),
        Arguments.of("output_containsNoSecret", Talkative.class),
        Arguments.of("output_containsNoSecret", Warning.class),
        Arguments.of("failures_areExplained", Speechless.class),
        Arguments.of("failures_areExplained", Misplaced.class),
        Arguments.of("failures_areExplained", Pessimistic.class),
        Arguments.of("obtain_supportsConcurrentRuns", Sharing.class),
        Arguments.of("obtain_stopsWhenInterrupted", Unstoppable.class),
        Arguments.of("obtain_stopsWhenInterrupted", Swallowing.class),
        Arguments.of("implementation_readsNoProcessEnvironment", Variables.class),
        Arguments.of("implementation_opensNoConnections", Connections.class),
        Arguments.of("implementation_startsNoProcesses", Processes.class),
        Arguments.of("implementation_printsNothing", Console.class));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("broken")
  void brokenProvider_failsOnlyItsRule(String rule, Class<?> contract) {
    assertThat(BrokenContract.failures(contract)).containsExactly(rule);
  }

  @Test
  void eachRule_hasProviderThatBreaksIt() {
    assertThat(broken().map(arguments -> arguments.get()[0]).distinct())
        .containsExactlyInAnyOrderElementsOf(BrokenContract.rules(IdentityProviderContract.class));
  }

  static class Unregistered extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        public String id() {
          return "tiny-2";
        }
      };
    }
  }

  static class Guessing extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        public Detection detect(CiEnvironment environment) {
          return environment.get("TINY_CI").isPresent()
              ? new Detection.Available("Tiny CI")
              : super.detect(environment);
        }
      };
    }
  }

  static class Asking extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        private @Nullable SpiContext context;

        @Override
        public IdentityToken obtain(IdentityRequest request, SpiContext world) {
          context = world;
          return super.obtain(request, world);
        }

        @Override
        public Detection detect(CiEnvironment environment) {
          if (context != null) {
            context.http().send(HttpRequest.get(java.net.URI.create(ENDPOINT + "?a=b"), "look"));
          }
          return super.detect(environment);
        }
      };
    }
  }

  static class Deaf extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        public IdentityToken obtain(IdentityRequest request, SpiContext context) {
          return super.obtain(IdentityRequest.forAudience("tiny"), context);
        }
      };
    }
  }

  static class Caching extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        private final Map<String, IdentityToken> cache = new ConcurrentHashMap<>();

        @Override
        public IdentityToken obtain(IdentityRequest request, SpiContext context) {
          return cache.computeIfAbsent(
              request.audience(), audience -> super.obtain(request, context));
        }
      };
    }
  }

  static class Stubborn extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        public IdentityToken obtain(IdentityRequest request, SpiContext context) {
          try {
            return super.obtain(request, context);
          } catch (TrustedPublishingException e) {
            return super.obtain(request, context);
          }
        }
      };
    }
  }

  static class Talkative extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        String message(HttpResponse answer) {
          return new String(answer.body(), StandardCharsets.UTF_8);
        }
      };
    }
  }

  static class Warning extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        public IdentityToken obtain(IdentityRequest request, SpiContext context) {
          IdentityToken token = super.obtain(request, context);
          String text = "Tiny CI gave " + token.value().reveal() + ".";
          context.warn(Problem.of(ErrorCode.IDENTITY_REFUSED, text).remedy("Enjoy it."));
          return token;
        }
      };
    }
  }

  static class Speechless extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        RuntimeException refused(HttpResponse answer) {
          return new IllegalStateException("HTTP " + answer.status());
        }
      };
    }
  }

  /** Speaks for another stage. */
  static class Misplaced extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        RuntimeException refused(HttpResponse answer) {
          return TrustedPublishingException.builder(
                  Stage.EXCHANGE,
                  Problem.of(ErrorCode.IDENTITY_REFUSED, "Tiny CI said no.").remedy("Ask."))
              .build();
        }
      };
    }
  }

  /** Takes what passes for a rejection. */
  static class Pessimistic extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        RuntimeException refused(HttpResponse answer) {
          return TrustedPublishingException.builder(
                  Stage.OBTAIN,
                  Problem.of(ErrorCode.IDENTITY_REFUSED, "Tiny CI said no.").remedy("Ask."))
              .response(answer.status(), message(answer))
              .build();
        }
      };
    }
  }

  static class Sharing extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        private IdentityRequest current = IdentityRequest.forAudience("none");

        @Override
        public IdentityToken obtain(IdentityRequest request, SpiContext context) {
          current = request;
          context.environment();
          return super.obtain(current, context);
        }
      };
    }
  }

  static class Unstoppable extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        public IdentityToken obtain(IdentityRequest request, SpiContext context) {
          try {
            return super.obtain(request, context);
          } catch (TransportException e) {
            throw TrustedPublishingException.builder(
                    Stage.OBTAIN,
                    Problem.of(ErrorCode.IDENTITY_REFUSED, "Tiny CI is not there.").remedy("Ask."))
                .build();
          }
        }
      };
    }
  }

  /** Takes the caller's interrupt for its own. */
  static class Swallowing extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return new TinyCi() {
        @Override
        public IdentityToken obtain(IdentityRequest request, SpiContext context) {
          try {
            return super.obtain(request, context);
          } finally {
            Thread.interrupted();
          }
        }
      };
    }
  }

  static class Variables extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return BrokenContract.<IdentityProvider>made("TinyCiReadsVariables");
    }
  }

  static class Connections extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return BrokenContract.<IdentityProvider>made("TinyCiOpensConnections");
    }
  }

  static class Processes extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return BrokenContract.<IdentityProvider>made("TinyCiStartsProcesses");
    }
  }

  static class Console extends TinyCiContractTest {
    @Override
    protected IdentityProvider provider() {
      return BrokenContract.<IdentityProvider>made("TinyCiPrints");
    }
  }
}
