package dev.trustedpublishing.core;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.PackageRepository;
import dev.trustedpublishing.api.spi.RegistrationDiagnosis;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/** A registry in memory that writes down every call, and fails where the test says. */
public final class FakeRegistry
    implements PackageRepository, RepositoryClient, RegistrationDiagnosis {
  /** Version 1.0 of "sample", if the filename has no other, such as {@code other-2.0.whl}. */
  public record File(ArtifactFile file) implements Artifact {
    @Override
    public String packageName() {
      return filename().startsWith("other-") ? "other" : "sample";
    }

    @Override
    public String version() {
      return filename().matches(".*-[0-9][.][0-9]+[.].*") ? filename().split("-")[1] : "1.0";
    }
  }

  public static final RepositoryTarget TARGET =
      new RepositoryTarget("fake", "fake", URI.create("https://registry.example/upload"));

  final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  public final List<String> identities = new ArrayList<>();
  final Set<String> used = ConcurrentHashMap.newKeySet();
  final Set<String> stored = ConcurrentHashMap.newKeySet();
  final Set<Capability> capabilities = EnumSet.of(Capability.ATTESTATIONS);
  final Deque<RuntimeException> audienceFailures = new ArrayDeque<>();
  final Deque<RuntimeException> exchangeFailures = new ArrayDeque<>();
  public final Deque<RuntimeException> publishFailures = new ConcurrentLinkedDeque<>();
  final Deque<RuntimeException> revokeFailures = new ArrayDeque<>();
  final Deque<Presence> presences = new ConcurrentLinkedDeque<>();
  final Deque<RuntimeException> presenceFailures = new ConcurrentLinkedDeque<>();
  String apiToken = "api-token-number-";
  String audience = "registry.example";
  Optional<Problem> sideEffect = Optional.empty();
  Instant expiry = PublisherFixture.NOW.plusSeconds(900);
  Revocation revocation = new Revocation.Requested();
  int tokens;

  boolean acceptsAttestations;
  List<Finding> attestationFindings = List.of();
  List<Finding> findings = List.of();

  /** The signed statement by filename. */
  final Map<String, String> attached = new ConcurrentHashMap<>();

  /** Is called while the index is asked for a file. */
  Runnable duringFind = () -> {};

  /** Is called while a file is being uploaded, with its name. */
  public Consumer<String> duringUpload = filename -> {};

  /** Is called while a token is being revoked. */
  Consumer<ApiToken> duringRevoke = token -> {};

  /** What was presented and given, as long as it can be looked at. */
  final List<Secret> presented = new ArrayList<>();

  final List<ApiToken> minted = new ArrayList<>();

  /** Fails with this, after the file has arrived. */
  Optional<RuntimeException> lostAnswer = Optional.empty();

  @Override
  public String id() {
    return "fake";
  }

  @Override
  public List<String> knownNames() {
    return List.of("fake");
  }

  @Override
  public Optional<RepositoryTarget> resolve(
      String nameOrUrl, List<Path> files, SpiContext context) {
    return nameOrUrl.equals("fake") ? Optional.of(TARGET) : Optional.empty();
  }

  @Override
  public RepositoryClient connect(RepositoryTarget target, SpiContext context) {
    return this;
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public List<Artifact> plan(List<Path> files) {
    calls.add("plan");
    return files.stream().map(ArtifactFile::read).<Artifact>map(File::new).toList();
  }

  @Override
  public List<Finding> preflightAttestation(Claims claims) {
    return attestationFindings;
  }

  @Override
  public List<Finding> preflight(Claims claims) {
    return findings;
  }

  @Override
  public Optional<String> statement(Artifact artifact) {
    return acceptsAttestations ? Optional.of("about " + artifact.filename()) : Optional.empty();
  }

  @Override
  public Artifact attach(Artifact artifact, JsonObject bundle) {
    attached.put(artifact.filename(), bundle.requireText("statement"));
    return artifact;
  }

  @Override
  public List<ExchangeScope> scopes(List<Artifact> artifacts) {
    return List.of(new ExchangeScope("everything", artifacts));
  }

  @Override
  public Optional<Problem> sideEffectOfExchange(ExchangeScope scope) {
    return sideEffect;
  }

  @Override
  public IdentityRequest identityFor(ExchangeScope scope) {
    calls.add("audience");
    failIfAsked(audienceFailures);
    return IdentityRequest.forAudience(audience);
  }

  @Override
  public synchronized ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
    calls.add("exchange");
    identities.add(identity.value().reveal());
    presented.add(identity.value());
    failIfAsked(exchangeFailures);
    Secret token = Secret.of(apiToken + ++tokens);
    minted.add(new ApiToken(token, Credential.basic("__token__", token, TARGET.origin()), expiry));
    return minted.get(minted.size() - 1);
  }

  @Override
  public Presence find(Artifact artifact) {
    calls.add("find " + artifact.filename());
    duringFind.run();
    failIfAsked(presenceFailures);
    return presences.isEmpty()
        ? stored.contains(artifact.filename()) ? new Presence.SameContent() : new Presence.Absent()
        : presences.pop();
  }

  @Override
  public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
    calls.add("publish " + artifact.filename());
    used.add(token.value().reveal());
    failIfAsked(publishFailures);
    duringUpload.accept(artifact.filename());
    progress.progressed(artifact, artifact.file().size(), artifact.file().size());
    stored.add(artifact.filename());
    if (lostAnswer.isPresent()) {
      RuntimeException failure = lostAnswer.get();
      lostAnswer = Optional.empty();
      throw failure;
    }
    return new Receipt(Optional.of(URI.create("https://registry.example/sample/1.0/")));
  }

  @Override
  public Revocation revoke(ApiToken token) {
    calls.add("revoke");
    failIfAsked(revokeFailures);
    duringRevoke.accept(token);
    return revocation;
  }

  private static void failIfAsked(Deque<RuntimeException> failures) {
    RuntimeException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }
}
