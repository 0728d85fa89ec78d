package dev.trustedpublishing.testkit.contract;

/** Breaks one rule, in its own class: what it uses is read from its class file. */
public class TinyRegistryStartsProcesses extends TinyRegistry {
  static Object broken() throws Exception {
    return new ProcessBuilder("true").start();
  }
}
