package dev.trustedpublishing.api;

/** How one attempt that touched the network ended, as far as the other side is concerned. */
public enum AttemptOutcome {
  /** The server can't have seen a complete request; sending it again is safe. */
  NOT_SENT,
  /** A complete status line and header block arrived. */
  ANSWERED,
  /** Anything else: the request may have been carried out. Ask before sending it again. */
  AMBIGUOUS
}
