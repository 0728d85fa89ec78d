/** An audit sink that writes annotations and a job summary on GitHub Actions. */
module dev.trustedpublishing.audit.github {
  requires static org.apiguardian.api;
  requires static org.jspecify;
  requires transitive dev.trustedpublishing.audit;

  exports dev.trustedpublishing.audit.github;
}
