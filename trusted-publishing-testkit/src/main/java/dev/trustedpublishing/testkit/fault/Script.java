package dev.trustedpublishing.testkit.fault;

/**
 * What a {@link FaultServer} does on one connection. Called by several threads at once if there are
 * several connections. When it returns or throws, the connection is closed.
 */
@FunctionalInterface
public interface Script {

  /**
   * Runs the script.
   *
   * @param connection the connection
   * @throws Exception any failure, which is ignored, because a client may close its connection
   */
  void play(ServerConnection connection) throws Exception;
}
