/** Releases from the module path. */
module com.example.release {
  requires dev.trustedpublishing.api;
  requires dev.trustedpublishing.audit;
  requires dev.trustedpublishing.core;
}
