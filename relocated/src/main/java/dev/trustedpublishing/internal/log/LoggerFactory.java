package dev.trustedpublishing.internal.log;

/** Takes the place of SLF4J's class of this name: every logger is the one that logs nothing. */
public final class LoggerFactory {
  private static final Logger SILENT = new Logger() {};

  private LoggerFactory() {}

  /**
   * Returns the silent logger.
   *
   * @param name not used
   * @return the silent logger
   */
  public static Logger getLogger(String name) {
    return SILENT;
  }

  /**
   * Returns the silent logger.
   *
   * @param owner not used
   * @return the silent logger
   */
  public static Logger getLogger(Class<?> owner) {
    return SILENT;
  }
}
