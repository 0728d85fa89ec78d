package dev.trustedpublishing.repository.npm.model;

import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/**
 * A packed package that was read once from beginning to end.
 *
 * @param file the file as it is now
 * @param digests what the registry compares
 * @param manifest its package.json
 * @param readme its README
 * @param outside the names of the files in no folder, which npm does not install
 */
public record Tarball(
    ArtifactFile file,
    Digests digests,
    JsonObject manifest,
    Optional<Readme> readme,
    Set<String> outside) {}
