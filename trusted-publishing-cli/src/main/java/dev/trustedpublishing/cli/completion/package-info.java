/** {@code completion}: scripts that let a shell complete the command line. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.cli.completion;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
