/**
 * Jobs: what an agent is asked for a job that was submitted, cancelled, or ended long ago. Must not
 * know how an agent does it.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.jobs;
