package dev.trustedpublishing.core;

/** Does what Java does when the system gives no more threads. */
final class NoThread extends Thread {
  @Override
  public synchronized void start() {
    throw new OutOfMemoryError("unable to create native thread");
  }
}
