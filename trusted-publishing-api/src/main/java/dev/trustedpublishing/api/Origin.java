package dev.trustedpublishing.api;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scheme, host, and port of a URL: what a secret is bound to, and all that an error shows of a URL
 * (paths and queries may contain secrets, origins can't). Immutable.
 *
 * @param scheme {@code https} or {@code http}, lower case
 * @param host the host name or address, lower case; IPv6 addresses in brackets
 * @param port the port, 1 to 65535; the scheme's default if the URL has none
 */
public record Origin(String scheme, String host, int port) {
  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

  /** Checks the parts. */
  public Origin {
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException(
          "The scheme must be https, found '" + printable(scheme) + "'.");
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("The URL has no host.");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("The port must be 1 to 65535, found " + port + ".");
    }
  }

  // Explicit, since every credential is compared with its origin: a record's generated methods are
  // linked on first use, which takes a thirtieth of a short run.

  @Override
  public boolean equals(Object other) {
    return other instanceof Origin origin
        && port == origin.port
        && host.equals(origin.host)
        && scheme.equals(origin.scheme);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * scheme.hashCode() + host.hashCode()) + port;
  }

  /**
   * Returns the origin of a URL. Stricter than {@link URI}: user info and fragments are rejected,
   * because a URL that receives a secret must have neither.
   *
   * @param url an absolute URL
   * @return its origin
   * @throws IllegalArgumentException if the URL is relative, has no host, a scheme other than https
   *     or http, user info, a fragment, or an invalid or empty port; the text never repeats the
   *     user info
   */
  public static Origin of(URI url) {
    if (url.getScheme() == null) {
      throw new IllegalArgumentException("The URL must start with https://.");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("The URL must not contain a user name or password.");
    }
    if (url.getRawFragment() != null) {
      throw new IllegalArgumentException("The URL must not contain a fragment (#...).");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException("The URL has no host.");
    }
    if (url.getRawAuthority().endsWith(":")) {
      throw new IllegalArgumentException("The URL has a colon after its host and no port.");
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    int port = url.getPort() != -1 ? url.getPort() : scheme.equals("http") ? 80 : 443;
    return new Origin(scheme, url.getHost().toLowerCase(Locale.ROOT), port);
  }

  /**
   * Returns whether secrets may be sent to this origin: over HTTPS, or in plain text on the local
   * machine only.
   *
   * @return true for HTTPS, and for HTTP on a loopback address
   */
  public boolean isTrustworthy() {
    return scheme.equals("https") || isLoopback();
  }

  /**
   * Returns whether the host is the local machine, by the literal address and without a name
   * lookup: {@code localhost}, {@code 127.0.0.0/8} in plain dotted form, {@code [::1]}. Other
   * spellings (decimal, octal, mapped addresses, a trailing dot) are not loopback.
   *
   * @return true if it is loopback
   */
  public boolean isLoopback() {
    if (host.equals("localhost") || host.equals("[::1]")) {
      return true;
    }
    Matcher ipv4 = IPV4.matcher(host);
    if (!ipv4.matches() || !ipv4.group(1).equals("127")) {
      return false;
    }
    for (int part = 2; part <= 4; part++) {
      String digits = ipv4.group(part);
      boolean octal = digits.length() > 1 && digits.startsWith("0");
      if (octal || Integer.parseInt(digits) > 255) {
        return false;
      }
    }
    return true;
  }

  /** Returns {@code https://host}, with the port unless it is the scheme's default. */
  @Override
  public String toString() {
    boolean usual = port == (scheme.equals("https") ? 443 : 80);
    return scheme + "://" + host + (usual ? "" : ":" + port);
  }

  private static String printable(String text) {
    return SafeText.of(text, 20).toString();
  }
}
