package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One run against the tiny registry. Its methods are what the broken ones override. */
class TinyClient implements RepositoryClient {
  final SpiContext context;

  TinyClient(SpiContext context) {
    this.context = context;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.PRESENCE_CHECK, Capability.REVOCATION);
  }

  @Override
  public List<Artifact> plan(List<Path> files) {
    List<Problem> problems =
        files.stream().filter(file -> !file.toString().endsWith(".tiny")).map(this::bad).toList();
    if (!problems.isEmpty()) {
      throw TrustedPublishingException.builder(Stage.PLAN, problems).build();
    }
    return files.stream().<Artifact>map(file -> new TinyArtifact(ArtifactFile.read(file))).toList();
  }

  @Override
  public List<ExchangeScope> scopes(List<Artifact> artifacts) {
    return List.of(new ExchangeScope("tiny", artifacts));
  }

  @Override
  public IdentityRequest identityFor(ExchangeScope scope) {
    return IdentityRequest.forAudience("registry.tiny.example");
  }

  @Override
  public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
    HttpRequest call =
        HttpRequest.post(url("token"), "exchange the identity token")
            .withBody(HttpBody.text(identity.value().reveal()))
            .redacting(identity.value());
    HttpResponse answer = context.http().send(call);
    if (!answer.isSuccess()) {
      throw failed(Stage.EXCHANGE, answer).presentedClaims(identity.claims().presentable()).build();
    }
    try {
      Secret token = Secret.of(context.json().parse(answer.body()).requireText("token"));
      return new ApiToken(
          token,
          Credential.bearer(token, answer.origin()),
          context.clock().instant().plus(Duration.ofMinutes(5)));
    } catch (JsonException e) {
      throw failed(Stage.EXCHANGE, answer).build();
    }
  }

  @Override
  public Presence find(Artifact artifact) {
    HttpResponse answer =
        context.http().send(HttpRequest.get(url(artifact.filename()), "look it up"));
    if (answer.status() == 404) {
      return new Presence.Absent();
    }
    if (!answer.isSuccess()) {
      return new Presence.Unknown("HTTP " + answer.status());
    }
    String digest = new String(answer.body(), StandardCharsets.UTF_8);
    return digest.equals(artifact.file().sha256())
        ? new Presence.SameContent()
        : new Presence.OtherContent("sha256:" + digest);
  }

  @Override
  public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
    ArtifactFile file = artifact.file();
    HttpResponse answer =
        context
            .http()
            .send(
                HttpRequest.of("PUT", url(artifact.filename()), "upload it")
                    .withCredential(token.credential())
                    .withBody(new HttpBody.Stream("a/b", file.size(), file::open)));
    if (answer.isSuccess()) {
      return new Receipt(Optional.empty());
    }
    throw failed(Stage.PUBLISH, answer).build();
  }

  @Override
  public Revocation revoke(ApiToken token) {
    HttpResponse answer =
        context
            .http()
            .send(
                HttpRequest.of("DELETE", url("token"), "give the token back")
                    .withCredential(token.credential()));
    return answer.isSuccess()
        ? new Revocation.Revoked()
        : new Revocation.Failed("HTTP " + answer.status(), token.expiresAt());
  }

  TrustedPublishingException.Builder failed(Stage stage, HttpResponse answer) {
    boolean passes = answer.isTransientFailure();
    ErrorCode no =
        stage == Stage.EXCHANGE ? ErrorCode.EXCHANGE_REJECTED : ErrorCode.PUBLISH_REJECTED;
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(
                stage,
                Problem.of(passes ? ErrorCode.TEMPORARY_REGISTRY_ERROR : no, "No.").remedy("Ask."))
            .response(answer.status(), message(answer));
    return passes ? details.retryCanHelp() : details;
  }

  String message(HttpResponse answer) {
    return answer.excerpt();
  }

  static URI url(String path) {
    return TinyRegistry.ADDRESS.resolve(path);
  }

  private Problem bad(Path file) {
    return Problem.of(ErrorCode.USAGE_UNSUPPORTED_FILE, file.getFileName() + " is not tiny.")
        .remedy("Leave it out.");
  }

  record TinyArtifact(ArtifactFile file) implements Artifact {
    @Override
    public String packageName() {
      return "tiny";
    }

    @Override
    public String version() {
      return "1";
    }
  }
}
