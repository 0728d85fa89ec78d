package dev.trustedpublishing.testkit.http;

/**
 * What a handler decided to do with a request: send a response, or close the connection. Immutable.
 */
public sealed interface Reply permits Answer, NoResponse {}
