package dev.trustedpublishing.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.testkit.registry.RejectedToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule for repositories can fail: each has repositories that break it, and no other. */
class BrokenRepositoriesTest {
  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("repository_isFoundByServiceLoader", Unregistered.class),
        Arguments.of("resolve_acceptsOnlyKnownRegistries", Greedy.class),
        Arguments.of("plan_makesNoRequests", Asking.class),
        Arguments.of("plan_reportsAllProblemsOfAllFiles", OneByOne.class),
        Arguments.of("exchange_requiresTokenForRequestedAudience", Forgetful.class),
        Arguments.of("exchange_requiresTokenForRequestedAudience", AnyAudience.class),
        Arguments.of("fixtureRejectsForgedTokens", AnySignature.class),
        Arguments.of("fixtureRejectsExpiredTokens", AnyTime.class),
        Arguments.of("exchange_sendsIdentityTokenOnce", Twice.class),
        Arguments.of("requests_areAttemptedOnce", Stubborn.class),
        Arguments.of("output_containsNoSecret", Talkative.class),
        Arguments.of("failures_areExplained", Speechless.class),
        Arguments.of("failures_areExplained", Misplaced.class),
        Arguments.of("failures_areExplained", Pessimistic.class),
        Arguments.of("republish_sameContent_changesNothing", Once.class),
        Arguments.of("publish_otherContent_isNeverOverwritten", Blind.class),
        Arguments.of("revoke_revokesTokenOrReportsExpiry", Pretending.class),
        Arguments.of("revoke_throwsOnlyRetryableErrors", Breaking.class),
        Arguments.of("publish_supportsConcurrentArtifacts", Sharing.class),
        Arguments.of("requests_stopWhenInterrupted", Unstoppable.class),
        Arguments.of("requests_stopWhenInterrupted", Swallowing.class),
        Arguments.of("implementation_readsNoProcessEnvironment", Variables.class),
        Arguments.of("implementation_opensNoConnections", Connections.class),
        Arguments.of("implementation_startsNoProcesses", Processes.class),
        Arguments.of("implementation_printsNothing", Console.class));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("broken")
  void brokenRepository_failsOnlyItsRule(String rule, Class<?> contract) {
    assertThat(BrokenContract.failures(contract)).containsExactly(rule);
  }

  @Test
  void eachRule_hasRepositoryThatBreaksIt() {
    assertThat(broken().map(arguments -> arguments.get()[0]).distinct())
        .containsExactlyInAnyOrderElementsOf(BrokenContract.rules(PackageRepositoryContract.class));
  }

  /** A contract with a fixture that verifies less than a real registry. */
  abstract static class WithFixture extends TinyRegistryContractTest {
    private final RejectedToken.Reason overlooked;

    WithFixture(RejectedToken.Reason overlooked) {
      this.overlooked = overlooked;
    }

    @Override
    protected RegistryFixture registry() {
      return new TinyServer() {
        @Override
        boolean overlooks(RejectedToken.Reason reason) {
          return reason == overlooked;
        }
      };
    }
  }

  static class AnySignature extends WithFixture {
    AnySignature() {
      super(RejectedToken.Reason.SIGNATURE);
    }
  }

  static class AnyTime extends WithFixture {
    AnyTime() {
      super(RejectedToken.Reason.TIME);
    }
  }

  static class AnyAudience extends WithFixture {
    AnyAudience() {
      super(RejectedToken.Reason.AUDIENCE);
    }
  }

  /** A contract for a repository whose client is a broken one. */
  abstract static class WithClient extends TinyRegistryContractTest {
    private final Function<SpiContext, RepositoryClient> client;

    WithClient(Function<SpiContext, RepositoryClient> client) {
      this.client = client;
    }

    @Override
    protected PackageRepository repository() {
      return new TinyRegistry() {
        @Override
        public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
          return client.apply(context);
        }
      };
    }
  }

  static class Unregistered extends TinyRegistryContractTest {
    @Override
    protected PackageRepository repository() {
      return new TinyRegistry() {
        @Override
        public String id() {
          return "tiny-2";
        }

        @Override
        public Optional<RepositoryTarget> resolve(
            String nameOrUrl, List<Path> files, SpiContext context) {
          return super.resolve(nameOrUrl, files, context)
              .map(target -> new RepositoryTarget(id(), target.name(), target.endpoint()));
        }
      };
    }
  }

  static class Greedy extends TinyRegistryContractTest {
    @Override
    protected PackageRepository repository() {
      return new TinyRegistry() {
        @Override
        public Optional<RepositoryTarget> resolve(
            String nameOrUrl, List<Path> files, SpiContext context) {
          return super.resolve("tiny", files, context);
        }
      };
    }
  }

  static class Asking extends WithClient {
    Asking() {
      super(context ->
          new TinyClient(context) {
            @Override
            public List<ExchangeScope> scopes(List<Artifact> artifacts) {
              artifacts.forEach(this::find);
              return super.scopes(artifacts);
            }
          });
    }
  }

  static class OneByOne extends WithClient {
    OneByOne() {
      super(context ->
          new TinyClient(context) {
            @Override
            public List<Artifact> plan(List<Path> files) {
              return files.stream().flatMap(file -> super.plan(List.of(file)).stream()).toList();
            }
          });
    }
  }

  static class Forgetful extends WithClient {
    Forgetful() {
      super(context ->
          new TinyClient(context) {
            @Override
            public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
              try {
                return super.exchange(scope, identity);
              } catch (TrustedPublishingException e) {
                throw e.toBuilder().presentedClaims(java.util.Map.of()).build();
              }
            }
          });
    }
  }

  static class Twice extends WithClient {
    Twice() {
      super(context ->
          new TinyClient(context) {
            @Override
            public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
              ApiToken token = super.exchange(scope, identity);
              HttpRequest look = HttpRequest.get(url("whoami"), "look").redacting(identity.value());
              context.http().send(look);
              return token;
            }
          });
    }
  }

  static class Stubborn extends WithClient {
    Stubborn() {
      super(context ->
          new TinyClient(context) {
            @Override
            public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
              try {
                return super.publish(artifact, token, progress);
              } catch (TrustedPublishingException e) {
                return super.publish(artifact, token, progress);
              }
            }
          });
    }
  }

  static class Talkative extends WithClient {
    Talkative() {
      super(context ->
          new TinyClient(context) {
            @Override
            String message(HttpResponse answer) {
              return new String(answer.body(), StandardCharsets.UTF_8);
            }
          });
    }
  }

  static class Speechless extends WithClient {
    Speechless() {
      super(context ->
          new TinyClient(context) {
            @Override
            public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
              try {
                return super.publish(artifact, token, progress);
              } catch (TrustedPublishingException e) {
                if (e.httpStatus().orElse(0) == 302) {
                  throw new IllegalStateException("moved", e);
                }
                throw e;
              }
            }
          });
    }
  }

  /** Speaks for another stage. */
  static class Misplaced extends WithClient {
    Misplaced() {
      super(context ->
          new TinyClient(context) {
            @Override
            TrustedPublishingException.Builder failed(Stage stage, HttpResponse answer) {
              return super.failed(stage == Stage.PUBLISH ? Stage.REVOKE : stage, answer);
            }
          });
    }
  }

  /** Takes what passes for a rejection. */
  static class Pessimistic extends WithClient {
    Pessimistic() {
      super(context ->
          new TinyClient(context) {
            @Override
            TrustedPublishingException.Builder failed(Stage stage, HttpResponse answer) {
              ErrorCode code = ErrorCode.PUBLISH_REJECTED;
              return stage == Stage.PUBLISH && answer.isTransientFailure()
                  ? TrustedPublishingException.builder(
                          stage, Problem.of(code, "No.").remedy("Ask."))
                      .response(answer.status(), message(answer))
                  : super.failed(stage, answer);
            }
          });
    }
  }

  /** Says that the same bytes are a no-op, at a registry that rejects them. */
  static class Once extends WithClient {
    Once() {
      super(context ->
          new TinyClient(context) {
            private final Set<Artifact> sent = java.util.concurrent.ConcurrentHashMap.newKeySet();

            @Override
            public Set<Capability> capabilities() {
              return Set.of(Capability.values());
            }

            @Override
            public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
              if (!sent.add(artifact)) {
                throw TrustedPublishingException.builder(
                        Stage.PUBLISH,
                        Problem.of(ErrorCode.PUBLISH_CONFLICT, "It is there.").remedy("Enjoy."))
                    .build();
              }
              return super.publish(artifact, token, progress);
            }
          });
    }
  }

  /** Takes a rejection for a success. */
  static class Blind extends WithClient {
    Blind() {
      super(context ->
          new TinyClient(context) {
            @Override
            public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
              try {
                return super.publish(artifact, token, progress);
              } catch (TrustedPublishingException e) {
                if (e.httpStatus().orElse(0) == 409) {
                  return new Receipt(Optional.empty());
                }
                throw e;
              }
            }
          });
    }
  }

  static class Pretending extends WithClient {
    Pretending() {
      super(context ->
          new TinyClient(context) {
            @Override
            public Revocation revoke(ApiToken token) {
              return new Revocation.Revoked();
            }
          });
    }
  }

  static class Breaking extends WithClient {
    Breaking() {
      super(context ->
          new TinyClient(context) {
            @Override
            public Revocation revoke(ApiToken token) {
              if (super.revoke(token) instanceof Revocation.Failed failed) {
                throw new IllegalStateException(failed.reason());
              }
              return new Revocation.Revoked();
            }
          });
    }
  }

  static class Sharing extends WithClient {
    Sharing() {
      super(context ->
          new TinyClient(context) {
            private @Nullable Artifact current;

            @Override
            public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
              current = artifact;
              context.clock();
              return super.publish(java.util.Objects.requireNonNull(current), token, progress);
            }
          });
    }
  }

  static class Unstoppable extends WithClient {
    Unstoppable() {
      super(context ->
          new TinyClient(context) {
            @Override
            public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
              try {
                return super.exchange(scope, identity);
              } catch (TransportException e) {
                throw TrustedPublishingException.builder(
                        Stage.EXCHANGE,
                        Problem.of(ErrorCode.EXCHANGE_REJECTED, "Not there.").remedy("Ask."))
                    .build();
              }
            }
          });
    }
  }

  /** Takes the caller's interrupt for its own. */
  static class Swallowing extends WithClient {
    Swallowing() {
      super(context ->
          new TinyClient(context) {
            @Override
            public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
              try {
                return super.publish(artifact, token, progress);
              } finally {
                Thread.interrupted();
              }
            }
          });
    }
  }

  static class Variables extends TinyRegistryContractTest {
    @Override
    protected PackageRepository repository() {
      return BrokenContract.<PackageRepository>made("TinyRegistryReadsVariables");
    }
  }

  static class Connections extends TinyRegistryContractTest {
    @Override
    protected PackageRepository repository() {
      return BrokenContract.<PackageRepository>made("TinyRegistryOpensConnections");
    }
  }

  static class Processes extends TinyRegistryContractTest {
    @Override
    protected PackageRepository repository() {
      return BrokenContract.<PackageRepository>made("TinyRegistryStartsProcesses");
    }
  }

  static class Console extends TinyRegistryContractTest {
    @Override
    protected PackageRepository repository() {
      return BrokenContract.<PackageRepository>made("TinyRegistryPrints");
    }
  }
}
