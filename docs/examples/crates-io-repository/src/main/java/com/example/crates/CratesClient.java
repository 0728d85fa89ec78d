package com.example.crates;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
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
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import dev.trustedpublishing.support.http.TokenResponseReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One run against one registry; thread-safe. */
final class CratesClient implements RepositoryClient {
  /** The response to an exchange states no expiry. */
  private static final TokenResponseReader.Expiry EXPIRY =
      TokenResponseReader.Expiry.assumed(Duration.ofMinutes(30));

  private final Registry registry;
  private final SpiContext context;

  CratesClient(Registry registry, SpiContext context) {
    this.registry = registry;
    this.context = context;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.PRESENCE_CHECK, Capability.REVOCATION);
  }

  @Override
  public List<Artifact> plan(List<Path> files) {
    FileProblems problems = new FileProblems(context::warn);
    List<Artifact> crates = new ArrayList<>();
    for (Path file : files) {
      problems.read(() -> Optional.of(Crate.read(file))).ifPresent(crates::add);
    }
    problems.throwIfAny();
    return crates;
  }

  /** One token covers all crates that trust the job. */
  @Override
  public List<ExchangeScope> scopes(List<Artifact> artifacts) {
    return List.of(new ExchangeScope(registry.target().name(), artifacts));
  }

  @Override
  public IdentityRequest identityFor(ExchangeScope scope) {
    return new IdentityRequest(registry.audience(), List.of("CRATES_IO_ID_TOKEN"));
  }

  @Override
  public ApiToken exchange(ExchangeScope scope, IdentityToken identity) {
    byte[] body = context.json().write(Map.of("jwt", identity.value().reveal()));
    HttpRequest call =
        HttpRequest.post(registry.tokens(), "exchange the identity token at crates.io")
            .withAccept("application/json")
            .withBody(HttpBody.json(body))
            .redacting(identity.value());
    HttpResponse answer = context.http().send(call);
    HttpErrorMapper errors = errors(Stage.EXCHANGE);
    if (!answer.isSuccess()) {
      throw Refusals.ofExchange(errors, answer).toBuilder()
          .presentedClaims(identity.claims().presentable())
          .build();
    }
    return new TokenResponseReader(errors, "{\"token\":\"...\"}", EXPIRY)
        .read(answer, identity.value(), Credential::bearer);
  }

  @Override
  public Presence find(Artifact artifact) {
    HttpResponse answer =
        context
            .http()
            .send(
                HttpRequest.get(registry.index(artifact.packageName()), "query the index")
                    .withResponseLimit(16 << 20));
    if (answer.status() == 404 || answer.status() == 410) {
      return new Presence.Absent();
    }
    if (!answer.isSuccess() || answer.isTruncated()) {
      return new Presence.Unknown("HTTP " + answer.status() + " from the index");
    }
    try {
      return presence(artifact, new String(answer.body(), StandardCharsets.UTF_8));
    } catch (JsonException e) {
      return new Presence.Unknown("the index is not readable: " + e.getMessage());
    }
  }

  private Presence presence(Artifact artifact, String lines) {
    for (String line : lines.lines().filter(line -> !line.isBlank()).toList()) {
      JsonObject release = context.json().parse(line.getBytes(StandardCharsets.UTF_8));
      if (release.requireText("vers").equals(artifact.version())) {
        String digest = release.requireText("cksum");
        return digest.equals(artifact.file().sha256())
            ? new Presence.SameContent()
            : new Presence.OtherContent("sha256:" + digest);
      }
    }
    return new Presence.Absent();
  }

  @Override
  public Receipt publish(Artifact artifact, ApiToken token, ProgressListener progress) {
    Crate crate = (Crate) artifact;
    Frame frame = Frame.of(crate, context.json());
    HttpRequest call =
        HttpRequest.of("PUT", registry.upload(), "upload " + crate.filename())
            .withAccept("application/json")
            .withCredential(token.credential())
            .withBody(frame.body())
            .withProgress(
                sent -> progress.progressed(crate, frame.ofTheFile(sent), crate.file().size()));
    HttpResponse answer = context.http().send(call);
    if (!answer.isSuccess()) {
      throw Refusals.ofPublish(errors(Stage.PUBLISH), answer);
    }
    requireTaken(answer);
    return new Receipt(registry.page(crate));
  }

  /** {@code 200} with {@code errors} is a rejection too: registries did that for years. */
  private void requireTaken(HttpResponse answer) {
    JsonObject body;
    try {
      body = context.json().parse(answer.body());
    } catch (JsonException e) {
      throw errors(Stage.PUBLISH)
          .unexpected(answer, String.valueOf(e.getMessage()), "{\"warnings\":{...}}")
          .outcome(AttemptOutcome.AMBIGUOUS)
          .build();
    }
    if (body.names().contains("errors")) {
      throw Refusals.ofPublish(errors(Stage.PUBLISH), answer);
    }
  }

  /** crates.io really kills the token. */
  @Override
  public Revocation revoke(ApiToken token) {
    HttpResponse answer =
        context
            .http()
            .send(
                HttpRequest.of("DELETE", registry.tokens(), "revoke the API token")
                    .withCredential(token.credential()));
    if (answer.status() == 204) {
      return new Revocation.Revoked();
    }
    if (answer.isTransientFailure()) {
      throw errors(Stage.REVOKE).general(answer).orElseThrow();
    }
    return new Revocation.Failed("HTTP " + answer.status(), token.expiresAt());
  }

  private HttpErrorMapper errors(Stage stage) {
    return new HttpErrorMapper(stage, registry.target().name(), context);
  }
}
