package dev.trustedpublishing.core.http.proxy;

import dev.trustedpublishing.api.Origin;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hosts that are reached without a proxy: the entries of {@code NO_PROXY}, separated by commas
 * or spaces.
 *
 * <ul>
 *   <li>{@code *}: all
 *   <li>{@code example.com}, {@code .example.com}, {@code *.example.com}: that host and its
 *       subdomains
 *   <li>{@code 10.1.2.3}, {@code ::1}, {@code [::1]}: that address
 *   <li>{@code 10.0.0.0/8}, {@code fd00::/8}: those addresses
 *   <li>any of these with {@code :port}, IPv6 in brackets then: that port only
 * </ul>
 *
 * Case-insensitive. Names are never resolved: an address in the list does not match a host name
 * with that address. Unreadable entries match nothing.
 */
record NoProxy(List<Entry> entries) {
  private static final Pattern START_OF_ADDRESS = Pattern.compile("(?:\\d{1,3}\\.){1,3}\\*");

  static NoProxy of(String list) {
    return new NoProxy(
        Stream.of(list.split("[,\\s]+", -1))
            .filter(text -> !text.isEmpty())
            .map(text -> Entry.of(text.toLowerCase(Locale.ROOT)))
            .toList());
  }

  /** Java's form: names and addresses with a star at their beginning or end. */
  static NoProxy ofJava(String list) {
    return new NoProxy(
        Stream.of(list.split("[|\\s]+", -1))
            .filter(text -> !text.isEmpty())
            .map(text -> Entry.of(withRange(text.toLowerCase(Locale.ROOT))))
            .toList());
  }

  NoProxy and(NoProxy others) {
    return new NoProxy(Stream.concat(entries.stream(), others.entries.stream()).toList());
  }

  /** {@code 10.*} means {@code 10.0.0.0/8}. */
  private static String withRange(String text) {
    if (!START_OF_ADDRESS.matcher(text).matches()) {
      return text;
    }
    String start = text.substring(0, text.length() - 2);
    int parts = start.split("\\.", -1).length;
    return start + ".0".repeat(4 - parts) + "/" + 8 * parts;
  }

  boolean covers(Origin origin) {
    String host = withoutLastDot(origin.host());
    return entries.stream().anyMatch(entry -> entry.covers(host, origin.port()));
  }

  @Override
  public String toString() {
    return entries.size() + " exceptions";
  }

  private static String withoutLastDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** One entry; port 0 means any. */
  private record Entry(String host, int port) {
    private static final String PORT = ":\\d{1,5}";

    static Entry of(String text) {
      boolean bareIpv6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
      if (!bareIpv6 && text.matches(".*" + PORT)) {
        int colon = text.lastIndexOf(':');
        return new Entry(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
      }
      return new Entry(text, 0);
    }

    boolean covers(String target, int targetPort) {
      return (port == 0 || port == targetPort)
          && (host.equals("*")
              || AddressRange.parse(host)
                  .map(r -> r.holds(target))
                  .orElseGet(() -> coversName(target)));
    }

    private boolean coversName(String target) {
      String name = withoutLastDot(host.replaceFirst("^\\*?\\.+", ""));
      return !name.isEmpty() && (target.equals(name) || target.endsWith("." + name));
    }
  }
}
