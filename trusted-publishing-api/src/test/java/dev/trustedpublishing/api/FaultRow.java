package dev.trustedpublishing.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rows of docs/fault-matrix.md that a test covers. A copy of the annotation in the
 * testkit, which depends on this module.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.FIELD})
public @interface FaultRow {
  /** Returns the ids of the rows, such as {@code T07}. */
  String[] value();
}
