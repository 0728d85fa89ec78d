package dev.trustedpublishing.core.upload;

/** Does what Java does when the system gives no more threads. */
public final class NoThread {
  private NoThread() {}

  /** A factory; Java 25 no longer asks the thread itself to start. */
  public static Thread of(Runnable task) {
    throw new OutOfMemoryError("unable to create native thread for " + task);
  }
}
