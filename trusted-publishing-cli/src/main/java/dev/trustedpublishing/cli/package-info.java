/** {@code trusted-publish}: the library at a shell. A thin front end for the core. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.cli;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
