package dev.trustedpublishing.testkit.registry.pypi.index;

import dev.trustedpublishing.testkit.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The media types that a client accepts, from its {@code Accept} header. */
public final class Accept {

  private record Range(String type, double quality) {}

  private final List<Range> ranges = new ArrayList<>();

  private Accept(String header) {
    for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] pieces = part.trim().split("\\s*;\\s*");
      if (!pieces[0].isEmpty()) {
        ranges.add(new Range(pieces[0], quality(pieces)));
      }
    }
  }

  /** Reads the header; without one, all types are equal. */
  public static Accept of(Request request) {
    return new Accept(request.header("Accept").orElse(""));
  }

  /** Chooses among the available types; if several have the same quality, the first one. */
  public Optional<String> best(String... offers) {
    String best = "";
    double bestQuality = 0;
    for (String offer : offers) {
      double quality = quality(offer);
      if (quality > bestQuality) {
        best = offer;
        bestQuality = quality;
      }
    }
    return bestQuality > 0 ? Optional.of(best) : Optional.empty();
  }

  /** The quality by the most specific range that covers the type. */
  private double quality(String type) {
    String family = type.substring(0, type.indexOf('/')) + "/*";
    for (String range : List.of(type, family, "*/*")) {
      for (Range expected : ranges) {
        if (expected.type().equals(range)) {
          return expected.quality();
        }
      }
    }
    return 0;
  }

  private static double quality(String[] pieces) {
    for (String piece : pieces) {
      if (piece.matches("q=[01](\\.\\d*)?")) {
        return Double.parseDouble(piece.substring(2));
      }
    }
    return 1;
  }
}
