package dev.trustedpublishing.repository.npm.model;

/**
 * A value of npm's configuration, and its source.
 *
 * @param value the value; an address, never a secret
 * @param place where it was found, for strings: a variable, or a file with the line
 */
public record Setting(String value, String place) {}
