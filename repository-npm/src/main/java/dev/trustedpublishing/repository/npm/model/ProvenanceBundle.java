package dev.trustedpublishing.repository.npm.model;

/**
 * A Sigstore bundle that attests a package, checked as far as that is possible without verifying
 * its signature: that is the registry's part.
 *
 * @param mediaType the bundle's media type
 * @param json the bundle, on one line
 */
public record ProvenanceBundle(String mediaType, String json) {}
