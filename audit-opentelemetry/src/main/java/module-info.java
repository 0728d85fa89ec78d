/** An audit sink that turns runs into traces and metrics of OpenTelemetry. */
module dev.trustedpublishing.audit.opentelemetry {
  requires static transitive org.jspecify;
  requires transitive dev.trustedpublishing.audit;
  requires static org.apiguardian.api;
  requires transitive io.opentelemetry.api;
  requires io.opentelemetry.context;

  exports dev.trustedpublishing.audit.opentelemetry;
}
