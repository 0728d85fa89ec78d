package dev.trustedpublishing.core.http.proxy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The IP addresses that start with the same bits (CIDR, RFC 4632 and 4291); one or many.
 *
 * @param size the number of bits of an address
 * @param bits the number of bits that are the same
 * @param prefix these bits
 */
record AddressRange(int size, int bits, BigInteger prefix) {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|[01]?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("\\[?(?=[0-9a-f.]*+:)([0-9a-f:.]++)]?");
  private static final Pattern RANGE = Pattern.compile("(.+?)(?:/(\\d{1,3}))?");

  /** Parses an address or a CIDR range; empty if it is neither. */
  static Optional<AddressRange> parse(String text) {
    Matcher range = RANGE.matcher(text);
    if (!range.matches()) {
      return Optional.empty();
    }
    return address(range.group(1))
        .flatMap(bytes -> {
          int size = bytes.length * 8;
          int bits = range.group(2) == null ? size : Integer.parseInt(range.group(2));
          return bits > size ? Optional.empty() : Optional.of(of(bytes, bits));
        });
  }

  /** Returns whether a host is an address in this range; a name never is. */
  boolean holds(String host) {
    return address(host)
        .filter(bytes -> bytes.length * 8 == size && of(bytes, bits).equals(this))
        .isPresent();
  }

  private static AddressRange of(byte[] bytes, int bits) {
    int size = bytes.length * 8;
    return new AddressRange(size, bits, new BigInteger(1, bytes).shiftRight(size - bits));
  }

  /** Only for literal addresses, so that no name is ever resolved. */
  private static Optional<byte[]> address(String text) {
    Matcher ipv6 = IPV6.matcher(text);
    String literal = ipv6.matches() ? "[" + ipv6.group(1) + "]" : text;
    if (!ipv6.matches() && !IPV4.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(literal).getAddress());
    } catch (UnknownHostException notAnAddress) {
      return Optional.empty();
    }
  }
}
