package dev.trustedpublishing.testkit.registry.npm;

import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.FaultScript;
import dev.trustedpublishing.testkit.http.Handler;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.http.Recorder;
import dev.trustedpublishing.testkit.http.Reply;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.oidc.IdentityTokenVerifier;
import dev.trustedpublishing.testkit.registry.StoredFiles;
import dev.trustedpublishing.testkit.registry.npm.model.Issuers;
import dev.trustedpublishing.testkit.registry.npm.model.MintedToken;
import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.model.Publication;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import dev.trustedpublishing.testkit.registry.npm.model.TrustedPublishers;
import dev.trustedpublishing.testkit.registry.npm.packument.PackageStore;
import dev.trustedpublishing.testkit.registry.npm.packument.Packuments;
import dev.trustedpublishing.testkit.registry.npm.packument.StoredPackage;
import dev.trustedpublishing.testkit.registry.npm.publish.Publish;
import dev.trustedpublishing.testkit.registry.npm.token.IssuedTokens;
import dev.trustedpublishing.testkit.registry.npm.token.TokenExchange;
import dev.trustedpublishing.testkit.sigstore.verify.SigstoreVerifier;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An npm registry that verifies every request: identity tokens by their signature and every claim,
 * API tokens by package, permission and age, publish documents field by field, and their tarballs
 * by size and digests. It uses the status codes and messages of the real registry as far as they
 * are known (npm's documentation, and what npm's own client expects). Everything is stored in
 * memory and in a temporary directory, which is deleted when the registry is closed. Safe for use
 * by several threads.
 *
 * <p>Differences from the real registry: the messages of status 400 are its own; of a provenance
 * bundle, certificate and log entry are verified only with {@link Builder#trustedRoot}; a tarball
 * is not opened; there is no publish attestation, no audit and no search; Java methods replace the
 * interactive session of a maintainer.
 */
public final class NpmRegistry implements Handler, AutoCloseable {

  private final URI base;
  private final StoredFiles files;
  private final PackageStore store;
  private final IssuedTokens tokens;
  private final Routes routes;
  private final FaultScript<NpmEndpoint> script = new FaultScript<>();
  private final Recorder recorder = new Recorder(this::route);

  private NpmRegistry(Builder builder, StoredFiles files) {
    this.base = builder.base;
    this.files = files;
    this.store = new PackageStore();
    this.tokens = new IssuedTokens(builder.clock);
    builder.packages.forEach(store::create);
    this.routes =
        new Routes(
            builder.trustedPublishing ? Optional.of(exchange(builder)) : Optional.empty(),
            new Publish(
                files.folder(),
                builder.clock,
                tokens,
                store,
                SigstoreVerifier.of(builder.trustedRoot)),
            new Packuments(base, store, tokens),
            tokens);
  }

  private TokenExchange exchange(Builder builder) {
    Issuers issuers =
        new Issuers(builder.githubIssuer, builder.gitlabIssuer, builder.circleciIssuers);
    Set<String> accepted = new HashSet<>(Set.of(issuers.github(), issuers.gitlab()));
    Stream.concat(builder.trusts.values().stream(), Stream.ofNullable(builder.trustForAny))
        .forEach(trust -> accepted.add(trust.rule().issuer(issuers)));
    return new TokenExchange(
        new IdentityTokenVerifier(
            // "npm: + host name of the registry, without port" (npm CLI, lib/utils/oidc.js).
            "npm:" + base.getHost(), builder.clock, accepted, Optional.ofNullable(builder.trust)),
        issuers,
        new TrustedPublishers(builder.trusts, Optional.ofNullable(builder.trustForAny)),
        tokens);
  }

  /**
   * Starts to build a registry.
   *
   * @param base where it will be mounted, without a slash at the end. If that has a path, the
   *     exchange must be mounted at the server's root too: clients expect it there (npm CLI,
   *     lib/utils/oidc.js)
   * @return a builder for a registry without packages and publishers
   */
  public static Builder at(URI base) {
    return new Builder(base);
  }

  /**
   * Returns the address that clients are configured with.
   *
   * @return the address of the registry, ending with a slash
   */
  public URI uri() {
    return URI.create(base + "/");
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
   * Lists the versions that were published and not unpublished.
   *
   * @return the versions, oldest first
   */
  public List<Publication> published() {
    return store.published();
  }

  /**
   * Lists the staged versions that wait for approval, by their stage ids.
   *
   * @return the versions, in no particular order
   */
  public Map<String, Publication> staged() {
    return store.staged();
  }

  /**
   * Lists the API tokens that were minted, including expired ones.
   *
   * @return the tokens, oldest first
   */
  public List<MintedToken> mintedTokens() {
    return tokens.all();
  }

  /**
   * Creates a long-lived token, as the owner of an account can on the web site: valid for every
   * package, even one that does not exist yet.
   *
   * @return the token
   */
  public String accountToken() {
    return tokens.forAccount();
  }

  /**
   * Queues faults for the next requests to an endpoint, one each.
   *
   * @param endpoint the endpoint
   * @param faults the faults
   */
  public void script(NpmEndpoint endpoint, Fault... faults) {
    script.add(endpoint, faults);
  }

  /**
   * Unpublishes a version, as a maintainer can. Its number can't be used again.
   *
   * @param packageName the package
   * @param version the version
   * @throws IllegalArgumentException if it does not exist
   */
  public void unpublish(String packageName, String version) {
    if (!store.find(new PackageName(packageName)).map(p -> p.unpublish(version)).orElse(false)) {
      throw new IllegalArgumentException("no such version: " + packageName + "@" + version);
    }
  }

  /**
   * Publishes a staged version, as a maintainer can.
   *
   * @param stageId its id, from the response to the stage request
   * @throws IllegalArgumentException if nothing is staged under this id
   */
  public void approve(String stageId) {
    stagedIn(stageId).approve(stageId);
  }

  /**
   * Discards a staged version, as a maintainer can.
   *
   * @param stageId its id, from the response to the stage request
   * @throws IllegalArgumentException if nothing is staged under this id
   */
  public void reject(String stageId) {
    stagedIn(stageId).unstage(stageId);
  }

  private StoredPackage stagedIn(String stageId) {
    return Optional.ofNullable(store.staged().get(stageId))
        .flatMap(publication -> store.find(publication.name()))
        .orElseThrow(() -> new IllegalArgumentException("nothing is staged as " + stageId));
  }

  @Override
  public Reply handle(Request request) throws IOException {
    return recorder.handle(request);
  }

  /** Deletes all tarballs. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    files.close();
  }

  /** The folder of the tarballs, for tests that rejections leave no files behind. */
  Path directory() {
    return files.folder();
  }

  private Reply route(Request request) throws IOException {
    Routes.Route route = routes.find(request, path(request));
    return script.play(route.endpoint(), request, route.handler());
  }

  /** The path as it was sent: a decoded path does not distinguish a scope from a folder. */
  private String path(Request request) {
    String path = request.target().split("\\?", 2)[0];
    String prefix = base.getRawPath();
    return path.startsWith(prefix + "/") ? path.substring(prefix.length()) : path;
  }

  /** Settings for a registry. Not safe for use by several threads. */
  public static final class Builder {

    private final URI base;
    private Clock clock = Clock.systemUTC();
    private String githubIssuer = "https://token.actions.githubusercontent.com";
    private String gitlabIssuer = "https://gitlab.com";
    private String circleciIssuers = "https://oidc.circleci.com";
    private boolean trustedPublishing = true;
    private @Nullable Trust trustForAny;
    private @Nullable SSLContext trust;
    private @Nullable String trustedRoot;
    private final Map<PackageName, Trust> trusts = new LinkedHashMap<>();
    private final Map<PackageName, StoredPackage.Visibility> packages = new LinkedHashMap<>();

    private Builder(URI base) {
      this.base = base;
    }

    /**
     * Sets the clock for the expiry of tokens and the dates of versions; the system clock unless
     * set.
     *
     * @param value the clock
     * @return this builder
     */
    public Builder clock(Clock value) {
      clock = value;
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
     * Sets the issuer of the identity tokens of GitLab.
     *
     * @param issuer the issuer, exactly as in the claim {@code iss}
     * @return this builder
     */
    public Builder gitlabIssuer(URI issuer) {
      gitlabIssuer = issuer.toString();
      return this;
    }

    /**
     * Sets the address of the issuers of CircleCI's organizations.
     *
     * @param address the part before {@code /org/<id>} in the claim {@code iss}
     * @return this builder
     */
    public Builder circleciIssuers(URI address) {
      circleciIssuers = address.toString();
      return this;
    }

    /**
     * Adds public packages that exist from the start without versions.
     *
     * @param names their names
     * @return this builder
     */
    public Builder packages(String... names) {
      return create(StoredPackage.Visibility.PUBLIC, names);
    }

    /**
     * Adds private packages that exist from the start without versions.
     *
     * @param names their names
     * @return this builder
     */
    public Builder privatePackages(String... names) {
      return create(StoredPackage.Visibility.PRIVATE, names);
    }

    /**
     * Sets the trusted publisher of a package. The package exists from the start; it is public
     * unless {@link #privatePackages} named it before.
     *
     * @param packageName the package
     * @param publisher the publisher, which replaces an earlier one
     * @return this builder
     */
    public Builder trust(String packageName, Trust publisher) {
      trusts.put(new PackageName(packageName), publisher);
      return packages(packageName);
    }

    /**
     * Registers a publisher for every package without its own publisher, even for packages that do
     * not exist. The real registry has no such publisher: it requires that a package exists before
     * a publisher can be registered.
     *
     * @param publisher the publisher
     * @return this builder
     */
    public Builder trustForAnyPackage(Trust publisher) {
      trustForAny = publisher;
      return this;
    }

    /**
     * Disables trusted publishing: its address responds 404 with a page of HTML.
     *
     * @return this builder
     */
    public Builder withoutTrustedPublishing() {
      trustedPublishing = false;
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
     * Sets the Sigstore instance whose bundles are accepted; unless set, any instance.
     *
     * @param json the {@code trusted_root.json} of the instance
     * @return this builder
     */
    public Builder trustedRoot(String json) {
      trustedRoot = json;
      return this;
    }

    /**
     * Creates the registry.
     *
     * @return the registry, ready to be mounted
     * @throws IOException if the temporary directory can't be created
     */
    public NpmRegistry build() throws IOException {
      return new NpmRegistry(this, StoredFiles.create());
    }

    private Builder create(StoredPackage.Visibility visibility, String... names) {
      for (String name : names) {
        packages.putIfAbsent(new PackageName(name), visibility);
      }
      return this;
    }
  }
}
