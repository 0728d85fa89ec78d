package dev.trustedpublishing.testkit.fault;

/** Creates daemon threads, which do not keep the JVM running. */
final class Daemon {
  private Daemon() {}

  static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
