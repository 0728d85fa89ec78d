package dev.trustedpublishing.core.http.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The IP addresses that start with the same bits (CIDR, RFC 4632 and 4291); one or many. */
final class AddressRange {
  private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[?([0-9a-f:.]*:[0-9a-f:.]*)]?");
  private static final Pattern RANGE = Pattern.compile("(.+?)(?:/(\\d{1,3}))?");

  private final byte[] address;
  private final int bits;

  private AddressRange(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** Parses an address or a CIDR range; empty if it is neither. */
  static Optional<AddressRange> parse(String text) {
    Matcher range = RANGE.matcher(text);
    if (!range.matches()) {
      return Optional.empty();
    }
    String bits = range.group(2);
    return address(range.group(1))
        .map(bytes ->
            new AddressRange(bytes, bits == null ? bytes.length * 8 : Integer.parseInt(bits)))
        .filter(parsed -> parsed.bits <= parsed.address.length * 8);
  }

  /** Returns whether a host is an address in this range; a name never is. */
  boolean holds(String host) {
    return address(host).filter(this::begins).isPresent();
  }

  private boolean begins(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((other[bit / 8] & mask) != (address[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Only for literal addresses, so that no name is ever resolved. */
  private static Optional<byte[]> address(String text) {
    Matcher ipv6 = IPV6.matcher(text);
    try {
      if (ipv6.matches()) {
        return Optional.of(InetAddress.getByName("[" + ipv6.group(1) + "]").getAddress());
      }
      return IPV4.matcher(text).matches() && isDecimal(text)
          ? Optional.of(InetAddress.getByName(text).getAddress())
          : Optional.empty();
    } catch (UnknownHostException notAnAddress) {
      return Optional.empty();
    }
  }

  private static boolean isDecimal(String text) {
    for (String part : text.split("\\.", -1)) {
      if (Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }
}
