/**
 * npm registries: finding the address, reading and checking packed packages, and one class for each
 * call to the registry.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.npm;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
