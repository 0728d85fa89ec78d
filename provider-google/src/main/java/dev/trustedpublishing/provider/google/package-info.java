/**
 * Identity tokens from Google Cloud (Google's documentation of the metadata server and of IAM
 * Credentials).
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.provider.google;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
