package dev.trustedpublishing.core.broken;

/** Breaks a rule on purpose; ArchitectureTest must notice. */
final class CoreThatSharesState {
  static int runs;

  private CoreThatSharesState() {}

  static void count() {
    runs = runs + 1;
  }
}
