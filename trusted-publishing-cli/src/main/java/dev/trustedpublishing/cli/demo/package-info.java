/** {@code demo} and {@code sandbox}. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.cli.demo;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
