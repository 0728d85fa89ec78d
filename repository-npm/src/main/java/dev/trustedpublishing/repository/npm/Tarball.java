package dev.trustedpublishing.repository.npm;

import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.repository.ArtifactFile;
import java.util.Optional;

/**
 * A packed package that was read once from beginning to end.
 *
 * @param file the file as it is now
 * @param digests what the registry compares
 * @param manifest its package.json
 * @param readme its README
 */
record Tarball(ArtifactFile file, Digests digests, JsonObject manifest, Optional<Readme> readme) {}
