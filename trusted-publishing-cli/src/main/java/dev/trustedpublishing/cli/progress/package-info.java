/** Shows events and progress to people. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.cli.progress;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
