/**
 * Attaching clusters and detaching them: the agent comes to a cluster with its first compute and
 * goes with its last. Whatever fails says why and leaves nothing half-installed. Must not know jobs
 * beyond that those of a compute end before it goes.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.attach;
