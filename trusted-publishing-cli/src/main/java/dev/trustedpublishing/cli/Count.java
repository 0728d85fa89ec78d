package dev.trustedpublishing.cli;

/**
 * A number of things, in words.
 *
 * @param number how many
 * @param thing what one of them is called
 */
record Count(long number, String thing) {
  static Count of(long number, String thing) {
    return new Count(number, thing);
  }

  @Override
  public String toString() {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
