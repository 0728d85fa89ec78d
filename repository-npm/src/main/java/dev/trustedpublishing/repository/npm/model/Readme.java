package dev.trustedpublishing.repository.npm.model;

/**
 * What the registry shows about a package.
 *
 * @param filename the file's name in the package: {@code README.md}
 * @param text its text
 */
public record Readme(String filename, String text) {}
