package dev.trustedpublishing.repository.pypi.distribution;

/**
 * An attestation that matches its file (PEP 740).
 *
 * @param predicateType what kind of statement it is
 * @param json the attestation object as found next to the file
 */
public record Attestation(String predicateType, String json) {}
