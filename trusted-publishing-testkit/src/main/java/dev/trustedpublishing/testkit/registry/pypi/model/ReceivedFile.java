package dev.trustedpublishing.testkit.registry.pypi.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file part of an upload, already on disk. */
public record ReceivedFile(
    String filename, @Nullable String contentType, Path path, long size, String sha256) {}
