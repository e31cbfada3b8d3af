/**
 * What a person asks about queues and waiting jobs, as the API server has it. It must not know how
 * that is shown.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.explain;
