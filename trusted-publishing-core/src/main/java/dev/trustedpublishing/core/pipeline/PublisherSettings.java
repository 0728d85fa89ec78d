package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.core.identity.AudienceRule;
import dev.trustedpublishing.core.identity.CredentialPolicy;
import dev.trustedpublishing.core.retry.Timing;
import dev.trustedpublishing.core.settings.TokenSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** All settings of a caller. Immutable. */
public record PublisherSettings(
    String repository,
    Path folder,
    CiEnvironment environment,
    Optional<ClassLoader> discovery,
    List<IdentityProvider> providers,
    List<PackageRepository> repositories,
    List<Attestor> attestors,
    Optional<HttpTransport> transport,
    Optional<String> identityProvider,
    Optional<TokenSource> identityToken,
    AudienceRule audience,
    boolean verifySignatures,
    CredentialPolicy credentials,
    Attestations attestations,
    boolean skipsExisting,
    OptionalInt concurrency,
    boolean keepsGoing,
    List<AuditSink> sinks,
    Optional<ProgressListener> progress,
    Consumer<String> commands,
    Clock clock,
    Duration retryTime,
    Timing timing) {}
