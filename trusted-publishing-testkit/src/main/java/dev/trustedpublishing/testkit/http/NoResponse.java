package dev.trustedpublishing.testkit.http;

/**
 * No answer: the server closes the connection. The client cannot know what became of its request.
 * Immutable.
 */
public record NoResponse() implements Reply {}
