/** The endpoints of a package index, and the common parts of their responses. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi.endpoint;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
