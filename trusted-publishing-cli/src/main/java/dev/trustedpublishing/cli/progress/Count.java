package dev.trustedpublishing.cli.progress;

/**
 * A number of things, as text.
 *
 * @param number how many
 * @param thing what one of them is called
 */
public record Count(long number, String thing) {
  public static Count of(long number, String thing) {
    return new Count(number, thing);
  }

  @Override
  public String toString() {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
