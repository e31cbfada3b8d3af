/**
 * TFJob: what a replica knows of the others, and when the job has succeeded. Must not know the
 * other kinds.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.training.tensorflow;
