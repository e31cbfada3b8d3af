/**
 * What the gang scheduler sees of a cluster and does to it. It turns Kubernetes' objects into the
 * values of {@code dev.mooring.scheduling}; it must not decide anything.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.scheduling;
