package dev.trustedpublishing.testkit.registry.pypi.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file part of an upload, already on disk.
 *
 * <p>Immutable.
 *
 * @param filename its name, as it was sent
 * @param contentType its content type, or null if none was sent
 * @param path its path on disk
 * @param size its size in bytes
 * @param sha256 its SHA-256, in lower-case hex
 */
public record ReceivedFile(
    String filename, @Nullable String contentType, Path path, long size, String sha256) {}
