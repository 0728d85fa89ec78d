package dev.trustedpublishing.api.artifact;

import java.net.URI;
import java.util.Optional;

/**
 * The registry took an artifact. Immutable.
 *
 * @param page where people can look at the release, if the registry has such a page
 */
public record Receipt(Optional<URI> page) {}
