package dev.trustedpublishing.testkit.contract;

/** Breaks one rule, in its own class: what it uses is read from its class file. */
public class TinyCiPrints extends TinyCi {
  static Object broken() throws Exception {
    return System.out;
  }
}
