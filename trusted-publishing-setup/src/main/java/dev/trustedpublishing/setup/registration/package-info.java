/** Trusted publishers as registered at a registry, and registration forms. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.setup.registration;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
