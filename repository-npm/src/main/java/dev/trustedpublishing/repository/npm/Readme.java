package dev.trustedpublishing.repository.npm;

/**
 * What the registry shows about a package.
 *
 * @param filename the file's name in the package: {@code README.md}
 * @param text its text
 */
record Readme(String filename, String text) {}
