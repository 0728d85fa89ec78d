/** A package registry with the shape of PyPI that really verifies what it is given. */
@NullMarked
package dev.trustedpublishing.testkit.pypi;

import org.jspecify.annotations.NullMarked;
