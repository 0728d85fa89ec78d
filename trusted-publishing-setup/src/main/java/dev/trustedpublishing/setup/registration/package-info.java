/** What is registered at a registry as a trusted publisher, and what a job would present. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.setup.registration;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
