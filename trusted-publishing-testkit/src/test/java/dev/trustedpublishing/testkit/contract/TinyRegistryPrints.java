package dev.trustedpublishing.testkit.contract;

/** Breaks one rule, in its own class: what it uses is read from its class file. */
public class TinyRegistryPrints extends TinyRegistry {
  static Object broken() throws Exception {
    return System.out;
  }
}
