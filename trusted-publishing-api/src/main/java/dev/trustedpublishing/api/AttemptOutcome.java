package dev.trustedpublishing.api;

/** The outcome of one attempt on the network, from the server's point of view. */
public enum AttemptOutcome {
  /** The server can't have seen a complete request; sending it again is safe. */
  NOT_SENT,
  /** A complete status line and header block arrived. */
  ANSWERED,
  /** Anything else: the request may have been processed. Check before sending it again. */
  AMBIGUOUS
}
