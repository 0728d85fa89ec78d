package dev.trustedpublishing.testkit.http;

/**
 * What a handler decided to do with a request: response it, or let the connection go. Immutable.
 */
public sealed interface Reply permits Answer, NoResponse {}
