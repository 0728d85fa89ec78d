package dev.trustedpublishing.integration.faults;

import java.util.EnumSet;
import java.util.Set;

/** What a run publishes to. */
enum Registry {
  /** The same bytes again are a no-op, and the client knows it. */
  PYPI(EnumSet.complementOf(EnumSet.of(Call.OTHER))),
  /** The same server, but the client assumes nothing of it. */
  INDEX(PYPI.calls),
  /** An exchange for each package, a look before each upload, tokens that die by themselves. */
  NPM(EnumSet.of(Call.OBTAIN, Call.EXCHANGE, Call.PRESENCE, Call.UPLOAD));

  private final Set<Call> calls;

  Registry(Set<Call> calls) {
    this.calls = calls;
  }

  Set<Call> calls() {
    return calls;
  }
}
