package dev.trustedpublishing.testkit.sigstore;

/**
 * An entry that a {@link SigstoreInstance} accepted into its log, for assertions. Immutable.
 *
 * @param uuid its identifier: that of the tree, and the hash of the body, in hex
 * @param logIndex its index in all trees of the log
 * @param body the canonical body, JSON
 */
public record LoggedEntry(String uuid, long logIndex, String body) {}
