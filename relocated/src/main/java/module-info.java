/**
 * Libraries under names of our own. Exported for Trusted Publishing only; anything may change at
 * any time.
 */
module dev.trustedpublishing.internal {
  requires java.naming;
  requires java.security.jgss;
  requires java.xml;
  requires jdk.net;
  requires static org.apiguardian.api;
  requires static org.jspecify;

  // To all modules: the testkit is usually on the class path.
  exports dev.trustedpublishing.internal.commons.compress.archivers.tar;
  exports dev.trustedpublishing.internal.commons.compress.compressors.gzip;
  exports dev.trustedpublishing.internal.hc.client5.http;
  exports dev.trustedpublishing.internal.hc.client5.http.async;
  exports dev.trustedpublishing.internal.hc.client5.http.auth;
  exports dev.trustedpublishing.internal.hc.client5.http.config;
  exports dev.trustedpublishing.internal.hc.client5.http.cookie;
  exports dev.trustedpublishing.internal.hc.client5.http.impl;
  exports dev.trustedpublishing.internal.hc.client5.http.impl.async;
  exports dev.trustedpublishing.internal.hc.client5.http.impl.auth;
  exports dev.trustedpublishing.internal.hc.client5.http.impl.nio;
  exports dev.trustedpublishing.internal.hc.client5.http.protocol;
  exports dev.trustedpublishing.internal.hc.client5.http.routing;
  exports dev.trustedpublishing.internal.hc.client5.http.ssl;
  exports dev.trustedpublishing.internal.hc.core5.concurrent;
  exports dev.trustedpublishing.internal.hc.core5.function;
  exports dev.trustedpublishing.internal.hc.core5.http;
  exports dev.trustedpublishing.internal.hc.core5.http.config;
  exports dev.trustedpublishing.internal.hc.core5.http.impl;
  exports dev.trustedpublishing.internal.hc.core5.http.message;
  exports dev.trustedpublishing.internal.hc.core5.http.nio;
  exports dev.trustedpublishing.internal.hc.core5.http.protocol;
  exports dev.trustedpublishing.internal.hc.core5.http.ssl;
  exports dev.trustedpublishing.internal.hc.core5.http2;
  exports dev.trustedpublishing.internal.hc.core5.io;
  exports dev.trustedpublishing.internal.hc.core5.reactor;
  exports dev.trustedpublishing.internal.hc.core5.reactor.ssl;
  exports dev.trustedpublishing.internal.hc.core5.util;
  exports dev.trustedpublishing.internal.jjwt;
  exports dev.trustedpublishing.internal.jjwt.io;
  exports dev.trustedpublishing.internal.jjwt.lang;
  exports dev.trustedpublishing.internal.jjwt.security;
  exports dev.trustedpublishing.internal.jsoup.nodes;
  exports dev.trustedpublishing.internal.jsoup.parser;

  // Never provided: our own is passed to each parser.
  uses dev.trustedpublishing.internal.jjwt.io.Deserializer;
}
