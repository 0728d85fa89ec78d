package dev.trustedpublishing.api.artifact;

import java.net.URI;
import java.util.Optional;

/**
 * The registry accepted an artifact. Immutable.
 *
 * @param page the web page of the release, if the registry has one
 */
public record Receipt(Optional<URI> page) {}
