package dev.trustedpublishing.repository.pypi.distribution;

/**
 * An attestation that fits its file (PEP 740).
 *
 * @param predicateType what kind of statement it is
 * @param json the attestation object as it lay beside the file
 */
public record Attestation(String predicateType, String json) {}
