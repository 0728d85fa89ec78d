/**
 * Whether a run uses an identity or a stored credential; supplied identity tokens, and signature
 * checks.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.identity;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
