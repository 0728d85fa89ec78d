/** Writes the CI file of a release and fills in the registration form, from the project's files. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.setup;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
