/**
 * Kubernetes objects made from a plan: static functions, one file a kind. Must not know why a job
 * is as it is.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.training.manifest;
