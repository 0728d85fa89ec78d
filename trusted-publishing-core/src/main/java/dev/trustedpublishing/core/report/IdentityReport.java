package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.identity.Claims;

/**
 * What an identity token of a job contains. Immutable.
 *
 * @param claims its claims
 * @param signature whether its issuer signed it
 */
public record IdentityReport(Claims claims, SignatureResult signature) {}
