package dev.trustedpublishing.testkit.http;

/** What a handler decided to do with a request: answer it, or let the connection go. Immutable. */
public sealed interface Reply permits Answer, NoResponse {}
