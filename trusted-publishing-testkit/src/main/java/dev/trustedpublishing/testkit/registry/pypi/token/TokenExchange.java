package dev.trustedpublishing.testkit.registry.pypi.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.oidc.Claims;
import dev.trustedpublishing.testkit.oidc.CompactToken;
import dev.trustedpublishing.testkit.oidc.IdentityTokenVerifier;
import dev.trustedpublishing.testkit.registry.pypi.index.PackageIndex;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import dev.trustedpublishing.testkit.registry.pypi.model.ProjectScope;
import dev.trustedpublishing.testkit.registry.pypi.publisher.ExchangeRejection;
import dev.trustedpublishing.testkit.registry.pypi.publisher.ProviderRules;
import dev.trustedpublishing.testkit.registry.pypi.publisher.Publisher;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherKind;
import dev.trustedpublishing.testkit.registry.pypi.publisher.Publishers;
import dev.trustedpublishing.testkit.registry.pypi.publisher.TrustedIssuers;
import dev.trustedpublishing.testkit.registry.pypi.publisher.UsedTokens;
import dev.trustedpublishing.testkit.registry.pypi.rule.NewProjectNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

// Second opinion: it must not share the mistakes of the client's class of this name.
/**
 * {@code POST /_/oidc/mint-token}: exchanges an identity token for an API token (Warehouse,
 * oidc/views.py).
 */
public final class TokenExchange {

  private final TrustedIssuers issuers;
  private final Set<PublisherKind> disabled;
  private final IdentityTokenVerifier verifier;
  private final Map<PublisherKind, ProviderRules> rules;
  private final Publishers publishers;
  private final UsedTokens used;
  private final PackageIndex index;
  private final IssuedTokens tokens;
  private final JsonMapper json = new JsonMapper();

  public TokenExchange(
      TrustedIssuers issuers,
      Set<PublisherKind> disabled,
      IdentityTokenVerifier verifier,
      Map<PublisherKind, ProviderRules> rules,
      Publishers publishers,
      UsedTokens used,
      PackageIndex index,
      IssuedTokens tokens) {
    this.issuers = issuers;
    this.disabled = Set.copyOf(disabled);
    this.verifier = verifier;
    this.rules = Map.copyOf(rules);
    this.publishers = publishers;
    this.used = used;
    this.index = index;
    this.tokens = tokens;
  }

  public Answer handle(Request request) throws IOException {
    try {
      MintedToken token = exchange(identityToken(request.text()));
      Map<String, Object> success = new LinkedHashMap<>();
      success.put("success", true);
      success.put("token", token.value());
      success.put("expires", token.expiresAt().getEpochSecond());
      return Answer.json(200, success);
    } catch (ExchangeRejection refusal) {
      // "Failure: HTTP 422 always, never 400/401/403."
      Map<String, Object> failure = new LinkedHashMap<>();
      failure.put("message", "Token request failed");
      failure.put(
          "errors", List.of(Map.of("code", refusal.code(), "description", refusal.description())));
      return Answer.json(422, failure);
    }
  }

  /**
   * The same in the form of PEP 807: no "success", and problem details instead of a list of errors.
   */
  public Answer handleDiscovered(Request request) throws IOException {
    try {
      MintedToken token = exchange(identityToken(request.text()));
      Map<String, Object> success = new LinkedHashMap<>();
      success.put("token", token.value());
      success.put("expires", token.expiresAt().getEpochSecond());
      return Answer.json(200, success);
    } catch (ExchangeRejection refusal) {
      Map<String, Object> problem = new LinkedHashMap<>();
      problem.put("type", "about:blank");
      problem.put("title", refusal.code());
      problem.put("status", 422);
      problem.put("detail", refusal.description());
      return Answer.json(422, "application/problem+json", problem);
    }
  }

  /** Row 1. The messages are those of the validator that PyPI uses; only their form is stable. */
  private String identityToken(String body) {
    JsonNode payload;
    try {
      payload = json.readTree(body);
    } catch (JsonProcessingException e) {
      throw ExchangeRejection.invalidPayload(
          "1 validation error for TokenPayload\n  Invalid JSON: "
              + e.getOriginalMessage()
              + " [type=json_invalid]");
    }
    if (!payload.isObject()) {
      throw ExchangeRejection.invalidPayload(
          "1 validation error for TokenPayload\n  Input should be an object [type=model_type]");
    }
    if (!payload.has("token")) {
      throw ExchangeRejection.invalidPayload(
          "1 validation error for TokenPayload\ntoken\n  Field required [type=missing]");
    }
    String token = payload.path("token").textValue();
    if (token == null) {
      throw ExchangeRejection.invalidPayload(
          "1 validation error for TokenPayload\ntoken\n"
              + "  Input should be a valid string [type=string_type]");
    }
    return token;
  }

  private MintedToken exchange(String token) {
    CompactToken parsed = CompactToken.parse(token);
    if (parsed == null || !parsed.claims().has("iss")) {
      throw ExchangeRejection.invalidPayload("malformed JWT");
    }
    PublisherKind kind =
        issuers
            .kind(parsed.claims().text("iss"))
            .orElseThrow(
                () -> ExchangeRejection.invalidPayload("unknown trusted publishing issuer"));
    if (disabled.contains(kind)) {
      throw ExchangeRejection.notEnabled(kind);
    }
    Claims claims = verifier.verify(token, parsed).orElseThrow(ExchangeRejection::invalidToken);
    Publisher publisher =
        findPending(kind, claims)
            .map(this::confirm)
            .orElseGet(() -> find(kind, claims, publishersOf(kind, false)));
    // "Stored atomically before the token is minted" (Warehouse, oidc/services.py).
    used.use(claims);
    return tokens.mint(publisher.registration());
  }

  private List<Publisher> publishersOf(PublisherKind kind, boolean pending) {
    return publishers.ofKind(kind).stream()
        .filter(publisher -> publisher.isPending() == pending)
        .toList();
  }

  /** "Looked up first, with the same claim rules" (Warehouse, oidc/views.py). */
  private Optional<Publisher> findPending(PublisherKind kind, Claims claims) {
    try {
      return Optional.of(find(kind, claims, publishersOf(kind, true)));
    } catch (ExchangeRejection refusal) {
      if (refusal.code().equals("invalid-publisher")) {
        return Optional.empty();
      }
      throw refusal;
    }
  }

  private Publisher find(PublisherKind kind, Claims claims, List<Publisher> candidates) {
    ProviderRules provider = rules.get(kind);
    if (provider == null) {
      throw new IllegalStateException("no rules for " + kind);
    }
    for (String required : provider.requiredClaims()) {
      if (!claims.has(required)) {
        throw ExchangeRejection.invalidPublisher("Missing claim '" + required + "'");
      }
    }
    Publisher found =
        provider
            .lookup(claims, candidates)
            .orElseThrow(() ->
                ExchangeRejection.invalidPublisher("Publisher with matching claims was not found"));
    provider.check(claims, found.registration(), used);
    return found;
  }

  private Publisher confirm(Publisher pending) {
    if (!(pending.registration().projects() instanceof ProjectScope.Pending project)) {
      throw new IllegalStateException("not pending: " + pending.id());
    }
    if (index.exists(project.name())) {
      publishers.remove(pending);
      throw ExchangeRejection.projectExists();
    }
    NewProjectNames.rejection(project.name(), index.projects())
        .ifPresent(rejection -> {
          throw ExchangeRejection.invalidPayload(rejection);
        });
    Publisher confirmed =
        publishers.confirm(pending, project.name()).orElseThrow(ExchangeRejection::projectExists);
    index.create(project.name());
    return confirmed;
  }
}
