package dev.trustedpublishing.testkit.http;

/**
 * No response: the server closes the connection. The client can't know what became of its request.
 * Immutable.
 */
public record NoResponse() implements Reply {}
