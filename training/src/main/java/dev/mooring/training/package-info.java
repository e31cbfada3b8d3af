/**
 * The job engine: what a training job needs (plan), what its state means (judge), and what follows
 * from both (decide), as functions of values. A kind of job is a small package beside it that
 * implements {@link dev.mooring.training.JobKind}.
 *
 * <p>Must not know a Kubernetes client, a clock, a logger or a thread; it reads and makes
 * Kubernetes objects as values.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.training;
