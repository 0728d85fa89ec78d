/** The values of npm: names, versions, tags, tarballs. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.npm.model;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
