/** The audit trail of a run: the events, and the sinks that receive them. */
module dev.trustedpublishing.audit {
  requires static org.apiguardian.api;
  requires static transitive org.jspecify;
  requires transitive dev.trustedpublishing.api;

  exports dev.trustedpublishing.audit;
}
