/** Reads archives within limits, and collects the problems of files. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.support.file;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
