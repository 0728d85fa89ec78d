package dev.trustedpublishing.attestation.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.testkit.contract.AttestorContract;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Each rule of {@link AttestorContract} has an attestor that breaks it, and no other. */
class BrokenAttestorsTest {
  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("attestor_isFoundByServiceLoader", Unregistered.class),
        Arguments.of("preflight_makesNoRequests", Asking.class),
        Arguments.of("certify_rejectsTokenForAnotherAudience", Lenient.class),
        Arguments.of("identityToken_isSentOnce", Repeating.class),
        Arguments.of("certify_makesOneAttempt", Stubborn.class),
        Arguments.of("sign_makesOneAttempt", StubbornSigner.class),
        Arguments.of("sign_returnsBundleOfExactStatement", Tidy.class),
        Arguments.of("sign_afterLostResponse_repeatsSameRequest", Forgetful.class),
        Arguments.of("expiresAt_isInFuture", Expired.class),
        Arguments.of("output_containsNoSecret", Talkative.class),
        Arguments.of("failures_areExplained", Speechless.class),
        Arguments.of("sign_supportsConcurrentCalls", Sharing.class),
        Arguments.of("certify_stopsWhenInterrupted", Swallowing.class),
        Arguments.of("sign_stopsWhenInterrupted", SwallowingSigner.class));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("broken")
  void brokenAttestor_failsOnlyItsRule(String rule, Class<?> contract) {
    var tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(contract))
            .execute()
            .testEvents();

    assertThat(tests.started().count()).isGreaterThan(10);
    assertThat(
            tests.failed().stream()
                .map(event -> event.getTestDescriptor().getDisplayName().replace("()", "")))
        .containsExactly(rule);
  }

  @Test
  void eachRule_hasAttestorThatBreaksIt() {
    assertThat(broken().map(arguments -> arguments.get()[0]))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(AttestorContract.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> (Object) method.getName())
                .toList());
  }

  /** Does what another attestor does. */
  private static class Delegate implements Attestor {
    final Attestor real;

    Delegate(Attestor real) {
      this.real = real;
    }

    @Override
    public String id() {
      return real.id();
    }

    @Override
    public IdentityRequest identityRequest() {
      return real.identityRequest();
    }

    @Override
    public List<Finding> preflight(Optional<Claims> claims, SpiContext context) {
      return real.preflight(claims, context);
    }

    @Override
    public Signer certify(IdentityToken identity, SpiContext context) {
      Signer signer = real.certify(identity, context);
      return new Signer() {
        @Override
        public Instant expiresAt() {
          return end(signer);
        }

        @Override
        public JsonObject sign(String statement) {
          return signed(signer, statement, identity, context);
        }
      };
    }

    Instant end(Signer signer) {
      return signer.expiresAt();
    }

    JsonObject signed(Signer signer, String statement, IdentityToken identity, SpiContext context) {
      return signer.sign(statement);
    }
  }

  private static Attestor signing(
      Attestor real, BiFunction<Attestor.Signer, String, JsonObject> change) {
    return new Delegate(real) {
      @Override
      JsonObject signed(
          Signer signer, String statement, IdentityToken identity, SpiContext context) {
        return change.apply(signer, statement);
      }
    };
  }

  static class Unregistered extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return new Delegate(super.attestor()) {
        @Override
        public String id() {
          return "sigstore-2";
        }
      };
    }
  }

  static class Asking extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return new Delegate(super.attestor()) {
        @Override
        public List<Finding> preflight(Optional<Claims> claims, SpiContext context) {
          context.http().send(HttpRequest.get(URI.create("http://127.0.0.1:1/"), "look"));
          return super.preflight(claims, context);
        }
      };
    }
  }

  /** Obtains a token with the right audience elsewhere. */
  static class Lenient extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return new Delegate(super.attestor()) {
        @Override
        public Signer certify(IdentityToken identity, SpiContext context) {
          IdentityToken used =
              identity.claims().audience().contains("sigstore")
                  ? identity
                  : context.readIdentityToken(
                      Secret.of(identityToken("sigstore")), IdentityToken.Supply.ON_REQUEST);
          return super.certify(used, context);
        }
      };
    }
  }

  static class Repeating extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return new Delegate(super.attestor()) {
        private boolean again;

        @Override
        JsonObject signed(
            Signer signer, String statement, IdentityToken identity, SpiContext context) {
          JsonObject bundle = signer.sign(statement);
          if (!again) {
            again = true;
            real.certify(identity, context);
          }
          return bundle;
        }
      };
    }
  }

  static class Stubborn extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return new Delegate(super.attestor()) {
        @Override
        public Signer certify(IdentityToken identity, SpiContext context) {
          try {
            return super.certify(identity, context);
          } catch (TrustedPublishingException e) {
            if (e.retryCanHelp()) {
              return super.certify(identity, context);
            }
            throw e;
          }
        }
      };
    }
  }

  static class StubbornSigner extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return signing(
          super.attestor(),
          (signer, statement) -> {
            try {
              return signer.sign(statement);
            } catch (TrustedPublishingException e) {
              return signer.sign(statement);
            }
          });
    }
  }

  /** Signs a statement in another form. */
  static class Tidy extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return signing(
          super.attestor(),
          (signer, statement) -> {
            return signer.sign(statement.replace("{ ", "{"));
          });
    }
  }

  /** Has another signer for each attempt. */
  static class Forgetful extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return new Delegate(super.attestor()) {
        private int attempts;

        @Override
        JsonObject signed(
            Signer signer, String statement, IdentityToken identity, SpiContext context) {
          attempts++;
          return signer.sign(
              attempts == 2 && statement.startsWith("{ ") ? statement + "\n" : statement);
        }
      };
    }
  }

  static class Expired extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return new Delegate(super.attestor()) {
        @Override
        Instant end(Signer signer) {
          return signer.expiresAt().minusSeconds(3600);
        }
      };
    }
  }

  static class Talkative extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return new Delegate(super.attestor()) {
        @Override
        public Signer certify(IdentityToken identity, SpiContext context) {
          String text = "Certifies " + identity.value().reveal() + ".";
          context.warn(Problem.of(ErrorCode.PUBLISH_SIGNING_REJECTED, text).remedy("Enjoy it."));
          return super.certify(identity, context);
        }
      };
    }
  }

  static class Speechless extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return signing(
          super.attestor(),
          (signer, statement) -> {
            try {
              return signer.sign(statement);
            } catch (TrustedPublishingException e) {
              throw new IllegalStateException("The log said no.", e);
            }
          });
    }
  }

  static class Sharing extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return new Delegate(super.attestor()) {
        private volatile String current = "";

        @Override
        JsonObject signed(
            Signer signer, String statement, IdentityToken identity, SpiContext context) {
          current = statement;
          context.environment();
          return signer.sign(current);
        }
      };
    }
  }

  static class Swallowing extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return new Delegate(super.attestor()) {
        @Override
        public Signer certify(IdentityToken identity, SpiContext context) {
          try {
            return super.certify(identity, context);
          } catch (TransportException e) {
            Thread.interrupted();
            throw e;
          }
        }
      };
    }
  }

  static class SwallowingSigner extends SigstoreContractTest {
    @Override
    protected Attestor attestor() {
      return signing(
          super.attestor(),
          (signer, statement) -> {
            try {
              return signer.sign(statement);
            } catch (TransportException e) {
              throw TrustedPublishingException.builder(
                      Stage.ATTEST,
                      Problem.of(ErrorCode.TEMPORARY_CONNECT, "The log is gone.").remedy("Wait."))
                  .build();
            }
          });
    }
  }
}
