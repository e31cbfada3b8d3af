package dev.mooring.cluster.install;

/**
 * What a node has for pods.
 *
 * @param ready it can run pods, and takes new ones
 * @param milliCpu allocatable thousandths of a core
 * @param memoryBytes allocatable
 */
public record NodeFacts(String name, boolean ready, long milliCpu, long memoryBytes) {}
