package dev.trustedpublishing.repository.npm.config;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.repository.npm.model.PackageVersion;
import dev.trustedpublishing.support.http.Dialect;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import dev.trustedpublishing.support.http.RegistryUrl;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * The address of an npm registry, and the paths below it (npm CLI, lib/utils/oidc.js).
 *
 * @param base the address, with a slash at its end
 */
public record RegistryAddress(URI base) {
  /**
   * 420 is not a standard status: npm's own client retries it like 429 (make-fetch-happen). The
   * message is in {@code message} or {@code error} (the registry's OpenAPI description).
   */
  private static final Dialect DIALECT =
      new Dialect(
          Set.of(420, 429),
          "Restart the job later, and check the status page of the registry.",
          false,
          List.of("message", "error", "reason"),
          true);

  /**
   * Reads an address.
   *
   * @param written the configured address, with or without a slash at its end
   * @return the address
   * @throws IllegalArgumentException if it can't be that of a registry, with the reason; never
   *     repeats a user name or password
   */
  public static RegistryAddress parse(String written) {
    URI url = RegistryUrl.parse(written);
    Origin origin = Origin.of(url);
    if (!origin.isTrustworthy()) {
      throw new IllegalArgumentException(
          "HTTPS only: found "
              + origin
              + ", and plain HTTP is allowed for the local machine only.");
    }
    String path = url.getRawPath();
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return new RegistryAddress(URI.create(origin + path.substring(0, end) + "/"));
  }

  /** For whom identity tokens must be: the host without its port (npm CLI, lib/utils/oidc.js). */
  public String audience() {
    return "npm:" + Origin.of(base).host();
  }

  /** The document of a package: read with {@code GET}, published to with {@code PUT}. */
  public URI document(PackageName name) {
    return URI.create(base + name.escaped());
  }

  /** Returns the URL for staging a version, which a maintainer then approves. */
  public URI stage(PackageName name) {
    return URI.create(base + "-/stage/package/" + name.escaped());
  }

  /** Returns the URL of the token exchange: at the root of the origin, as in npm. */
  public URI exchange(PackageName name) {
    return URI.create(Origin.of(base) + "/-/npm/v1/oidc/token/exchange/package/" + name.escaped());
  }

  /** Returns the value of {@code dist.tarball}: with http instead of https, as in npm. */
  public String tarball(PackageName name, PackageVersion version) {
    return "%s%s/-/%s-%s.tgz"
        .formatted(base.toString().replaceFirst("^https:", "http:"), name, name, version);
  }

  /**
   * Returns the mapper of this registry's error responses.
   *
   * @param stage the stage that the requests belong to
   * @param context the context of the client
   */
  public HttpErrorMapper errors(Stage stage, SpiContext context) {
    return new HttpErrorMapper(stage, toString(), context, DIALECT);
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
