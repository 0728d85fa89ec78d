package dev.trustedpublishing.testkit.http;

/**
 * No response: the server closes the connection. The client can't know whether its request was
 * processed. Immutable.
 */
public record NoResponse() implements Reply {}
