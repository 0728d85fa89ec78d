/** The audit trail of a run: the events, the sinks that receive them, and their formats. */
module dev.trustedpublishing.audit {
  requires com.fasterxml.jackson.core;
  requires static org.apiguardian.api;
  requires static transitive org.jspecify;
  requires transitive dev.trustedpublishing.api;

  exports dev.trustedpublishing.audit;
  exports dev.trustedpublishing.audit.format;
}
