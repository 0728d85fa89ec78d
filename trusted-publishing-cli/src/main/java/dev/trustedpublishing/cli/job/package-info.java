/** {@code verify}, {@code doctor} and {@code setup}. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.cli.job;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
