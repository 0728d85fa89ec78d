package dev.trustedpublishing.repository.pypi;

/**
 * An attestation that fits its file (PEP 740).
 *
 * @param predicateType what kind of statement it is
 * @param json the attestation object as it lay beside the file
 */
record Attestation(String predicateType, String json) {}
