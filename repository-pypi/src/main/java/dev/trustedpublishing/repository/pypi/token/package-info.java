/** Token exchange and revocation. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi.token;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
