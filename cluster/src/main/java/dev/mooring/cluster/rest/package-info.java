/**
 * What the agent's API shows of a cluster and does to it: jobs, nodes, pods, logs, events. Must not
 * know HTTP or how the API writes what it says.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.rest;
