/** The process that a command runs in: streams, variables, signals, exit codes. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.cli.shell;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
