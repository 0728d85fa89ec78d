package dev.trustedpublishing.integration.faults.injection;

import java.util.EnumSet;
import java.util.Set;

/** What a run publishes to. */
public enum Registry {
  /** The same bytes again are a no-op, and the client knows it. */
  PYPI,
  /** The same server, but the client assumes nothing of it. */
  INDEX,
  /** An exchange for each package, a look before each upload, tokens that die by themselves. */
  NPM;

  /** What its client asks for. */
  public Set<Call> calls() {
    return this == NPM
        ? EnumSet.of(Call.OBTAIN, Call.EXCHANGE, Call.PRESENCE, Call.UPLOAD)
        : EnumSet.complementOf(EnumSet.of(Call.OTHER));
  }
}
