/** What a caller of npm publishing can choose. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.npm.options;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
