package dev.trustedpublishing.testkit.fault;

/**
 * What a {@link FaultServer} does on one connection. Is played by several threads at once if there
 * are several connections. When it ends, in whatever way, the connection is closed.
 */
@FunctionalInterface
public interface Script {

  /**
   * Plays the script.
   *
   * @param connection the connection
   * @throws Exception whatever happens; a connection that a client ended is nothing unusual, so it
   *     is forgotten
   */
  void play(ServerConnection connection) throws Exception;
}
