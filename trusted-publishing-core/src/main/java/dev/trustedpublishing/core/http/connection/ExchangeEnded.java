package dev.trustedpublishing.core.http.connection;

import java.io.IOException;

/** Tells the client to drop the connection, because nothing more is wanted from it. */
final class ExchangeEnded extends IOException {
  private static final long serialVersionUID = 1L;

  ExchangeEnded(String why) {
    super(why);
  }
}
