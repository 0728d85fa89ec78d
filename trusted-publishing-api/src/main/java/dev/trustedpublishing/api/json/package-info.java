/** JSON from outside, read with caps and without surprises. */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api.json;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
