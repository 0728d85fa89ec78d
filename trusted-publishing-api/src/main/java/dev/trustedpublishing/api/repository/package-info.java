/** What is published, where, with which token, and what became of it. */
@NullMarked
package dev.trustedpublishing.api.repository;

import org.jspecify.annotations.NullMarked;
