package dev.trustedpublishing.testkit.registry.pypi;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.FaultScript;
import dev.trustedpublishing.testkit.http.Handler;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.http.Recorder;
import dev.trustedpublishing.testkit.http.Reply;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.oidc.IdentityTokenVerifier;
import dev.trustedpublishing.testkit.registry.StoredFiles;
import dev.trustedpublishing.testkit.registry.pypi.index.PackageIndex;
import dev.trustedpublishing.testkit.registry.pypi.index.SimplePages;
import dev.trustedpublishing.testkit.registry.pypi.model.Limits;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import dev.trustedpublishing.testkit.registry.pypi.model.ProjectScope;
import dev.trustedpublishing.testkit.registry.pypi.model.UploadedFile;
import dev.trustedpublishing.testkit.registry.pypi.publisher.ProviderRules;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherKind;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import dev.trustedpublishing.testkit.registry.pypi.publisher.Publishers;
import dev.trustedpublishing.testkit.registry.pypi.publisher.TrustedIssuers;
import dev.trustedpublishing.testkit.registry.pypi.publisher.UsedTokens;
import dev.trustedpublishing.testkit.registry.pypi.token.IssuedTokens;
import dev.trustedpublishing.testkit.registry.pypi.token.RevocationEndpoint;
import dev.trustedpublishing.testkit.registry.pypi.token.TokenDiscovery;
import dev.trustedpublishing.testkit.registry.pypi.token.TokenExchange;
import dev.trustedpublishing.testkit.registry.pypi.upload.AttestationChecks;
import dev.trustedpublishing.testkit.registry.pypi.upload.Upload;
import dev.trustedpublishing.testkit.registry.pypi.upload.UploadFormReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A package registry with the protocol of PyPI that verifies every request: identity tokens by
 * their signature and every claim, API tokens by scope and age, uploads by the rules of the real
 * one, with its status codes and messages (Warehouse, PyPI's software). Everything is stored in
 * memory and in a temporary directory, which is deleted when the registry is closed. Safe for use
 * by several threads.
 *
 * <p>Differences from PyPI: the message of a rejected upload is in the body only, because the
 * server of the JDK sets the reason phrase of the status line; only the group of a classifier is
 * checked; descriptions are not rendered; signatures need {@link Builder#trustedRoot}.
 */
public final class PyPiRegistry implements Handler, AutoCloseable {
  private final URI base;
  private final StoredFiles files;
  private final String audience;
  private final Set<PublisherKind> disabled;
  private final PackageIndex index;
  private final IssuedTokens tokens;
  private final TokenExchange exchange;
  private final RevocationEndpoint revocation;
  private final Optional<TokenDiscovery> discovery;
  private final Upload upload;
  private final SimplePages pages;
  private final FaultScript<Endpoint> script = new FaultScript<>();
  private final Recorder recorder = new Recorder(this::route);

  private PyPiRegistry(Builder builder, StoredFiles files) {
    Clock clock = builder.clock;
    this.base = builder.base;
    this.files = files;
    this.audience = builder.audience;
    this.disabled = Set.copyOf(builder.disabled);
    this.index = new PackageIndex(files.folder(), clock);
    this.tokens = new IssuedTokens(builder.base.getHost(), clock);
    this.revocation = new RevocationEndpoint(tokens);
    this.pages = new SimplePages(builder.base, index);
    AttestationChecks attestations =
        AttestationChecks.of(builder.trustedRoot, builder.githubIssuer, builder.gitlabIssuer);
    UploadFormReader forms = new UploadFormReader(files.folder());
    this.upload = new Upload(forms, tokens, index, builder.limits, clock, attestations);
    TrustedIssuers issuers =
        TrustedIssuers.of(builder.githubIssuer, builder.gitlabIssuer, builder.publishers);
    this.exchange =
        new TokenExchange(
            issuers,
            disabled,
            new IdentityTokenVerifier(
                audience,
                clock,
                issuers.urls(),
                Optional.ofNullable(builder.trust),
                builder.addresses),
            ProviderRules.of(builder.gitlabIssuer),
            new Publishers(builder.publishers),
            new UsedTokens(clock),
            index,
            tokens);
    this.discovery =
        builder.discovery ? Optional.of(new TokenDiscovery(builder.base)) : Optional.empty();
    for (PublisherRegistration registration : builder.publishers) {
      if (registration.projects() instanceof ProjectScope.Projects existing) {
        existing.names().forEach(index::create);
      }
    }
  }

  /**
   * Starts to build a registry.
   *
   * @param base where it will be mounted, without a slash at the end
   * @return a builder with the settings of PyPI and no publishers
   */
  public static Builder at(URI base) {
    return new Builder(base);
  }

  /**
   * Lists the requests received so far.
   *
   * @return the requests, oldest first
   */
  public List<RecordedRequest> requests() {
    return recorder.requests();
  }

  /**
   * Lists the files that were accepted and not deleted.
   *
   * @return the files, oldest first
   */
  public List<UploadedFile> files() {
    return index.files();
  }

  /**
   * Lists the projects that exist, with or without files.
   *
   * @return their names as they were first spelled
   */
  public Set<String> projects() {
    return index.projects();
  }

  /**
   * Lists the API tokens that were minted, including revoked and expired ones.
   *
   * @return the tokens, oldest first
   */
  public List<MintedToken> mintedTokens() {
    return tokens.all();
  }

  /**
   * Queues faults for the next requests to an endpoint, one each.
   *
   * @param endpoint the endpoint
   * @param faults the faults
   */
  public void script(Endpoint endpoint, Fault... faults) {
    script.add(endpoint, faults);
  }

  /**
   * Deletes a file, as its owner can on the web site. Its name can't be used again.
   *
   * @param filename the name of the file
   * @throws IllegalArgumentException if there is no such file
   */
  public void delete(String filename) {
    index.delete(filename);
  }

  /**
   * Archives a project, as its owner can on the web site: nothing can be uploaded to it.
   *
   * @param project its name
   */
  public void archive(String project) {
    index.archive(project);
  }

  @Override
  public Reply handle(Request request) throws IOException {
    return recorder.handle(request);
  }

  /** Deletes all files. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    files.close();
  }

  /** The folder of the uploads, for tests that rejections leave no files behind. */
  Path directory() {
    return files.folder();
  }

  private Reply route(Request request) throws IOException {
    String path = request.path();
    if (path.equals("/simple") || path.startsWith("/simple/")) {
      return script.play(Endpoint.SIMPLE, request, pages::page);
    }
    if (path.startsWith("/files/")) {
      return script.play(Endpoint.FILES, request, pages::file);
    }
    return discovery.isPresent() && path.startsWith(TokenDiscovery.PATH)
        ? discovered(discovery.get(), request)
        : usual(request);
  }

  private Reply discovered(TokenDiscovery found, Request request) throws IOException {
    return switch (request.path()) {
      case TokenDiscovery.PATH ->
          script.play(Endpoint.DISCOVERY, request, Handler.only("GET", found::document));
      case TokenDiscovery.AUDIENCE ->
          script.play(Endpoint.AUDIENCE, request, Handler.only("GET", this::audience));
      case TokenDiscovery.MINT ->
          script.play(Endpoint.MINT, request, Handler.only("POST", exchange::handleDiscovered));
      default -> Answer.notFound();
    };
  }

  private Reply usual(Request request) throws IOException {
    return switch (request.path()) {
      case "/_/oidc/audience" ->
          script.play(Endpoint.AUDIENCE, request, Handler.only("GET", this::audience));
      case "/_/oidc/mint-token", "/_/oidc/github/mint-token" ->
          script.play(Endpoint.MINT, request, Handler.only("POST", exchange::handle));
      case "/_/oidc/burn-token" ->
          script.play(Endpoint.BURN, request, Handler.only("POST", revocation));
      case "/legacy/" ->
          script.play(Endpoint.UPLOAD, request, Handler.only("POST", upload::handle));
      case "/legacy" -> Answer.redirect(308, base.getRawPath() + "/legacy/");
      default -> Answer.notFound();
    };
  }

  private Answer audience(Request request) {
    return disabled.containsAll(EnumSet.allOf(PublisherKind.class))
        ? Answer.json(403, Map.of("message", "Trusted publishing functionality not enabled"))
        : Answer.json(200, Map.of("audience", audience));
  }

  /** Settings for a registry. Not safe for use by several threads. */
  public static final class Builder {
    private final URI base;
    private Clock clock = Clock.systemUTC();
    private String audience = "pypi";
    private String githubIssuer = "https://token.actions.githubusercontent.com";
    private String gitlabIssuer = "https://gitlab.com";
    private Limits limits = Limits.ofPyPi();
    private List<PublisherRegistration> publishers = List.of();
    private boolean discovery;
    private @Nullable SSLContext trust;
    private @Nullable String trustedRoot;
    private final Set<PublisherKind> disabled = EnumSet.noneOf(PublisherKind.class);
    private final Map<String, URI> addresses = new HashMap<>();

    private Builder(URI base) {
      this.base = base;
    }

    /**
     * Sets the clock for the age of tokens and releases; the system clock unless set.
     *
     * @param value the clock
     * @return this builder
     */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * Sets the audience that identity tokens must have; {@code pypi} unless set.
     *
     * @param value the audience
     * @return this builder
     */
    public Builder audience(String value) {
      audience = value;
      return this;
    }

    /**
     * Sets the issuer of the identity tokens of GitHub Actions.
     *
     * @param issuer the issuer, exactly as in the claim {@code iss}
     * @return this builder
     */
    public Builder githubIssuer(URI issuer) {
      githubIssuer = issuer.toString();
      return this;
    }

    /**
     * Sets the issuer of the identity tokens of GitLab, for registrations without one.
     *
     * @param issuer the issuer, exactly as in the claim {@code iss}
     * @return this builder
     */
    public Builder gitlabIssuer(URI issuer) {
      gitlabIssuer = issuer.toString();
      return this;
    }

    /**
     * Fetches the keys of an issuer elsewhere, so that an embedded one can have any name.
     *
     * @param issuer the issuer, exactly as in the claim {@code iss}
     * @param address where it is mounted
     * @return this builder
     */
    public Builder issuerAt(URI issuer, URI address) {
      addresses.put(issuer.toString(), address);
      return this;
    }

    /**
     * Sets how much the registry accepts; as much as PyPI unless set.
     *
     * @param value the limits
     * @return this builder
     */
    public Builder limits(Limits value) {
      limits = value;
      return this;
    }

    /**
     * Sets the registered publishers; none unless set. The projects they name exist from the start.
     *
     * @param registrations the publishers
     * @return this builder
     */
    public Builder publishers(List<PublisherRegistration> registrations) {
      publishers = List.copyOf(registrations);
      return this;
    }

    /**
     * Sets the certificates that the registry trusts when it fetches the keys of an issuer over
     * HTTPS; those of Java unless set.
     *
     * @param value the SSL context with the trusted certificates
     * @return this builder
     */
    public Builder trusting(SSLContext value) {
      trust = value;
      return this;
    }

    /**
     * Sets the Sigstore instance whose attestations are accepted; unless set, any instance.
     *
     * @param json the {@code trusted_root.json} of the instance
     * @return this builder
     */
    public Builder trustedRoot(String json) {
      trustedRoot = json;
      return this;
    }

    /**
     * Enables PEP 807, which PyPI does not support: the registry publishes the addresses of the
     * token exchange, which differ from PyPI's, and their errors are problem details.
     *
     * @return this builder
     */
    public Builder withDiscovery() {
      discovery = true;
      return this;
    }

    /**
     * Disables kinds of publishers. Disabling all of them disables trusted publishing.
     *
     * @param kinds the kinds that are no longer accepted
     * @return this builder
     */
    public Builder disable(PublisherKind... kinds) {
      disabled.addAll(List.of(kinds));
      return this;
    }

    /**
     * Creates the registry.
     *
     * @return the registry, ready to be mounted
     * @throws IOException if the temporary directory can't be created
     */
    public PyPiRegistry build() throws IOException {
      return new PyPiRegistry(this, StoredFiles.create());
    }
  }
}
