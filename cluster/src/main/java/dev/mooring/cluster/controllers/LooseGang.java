package dev.mooring.cluster.controllers;

/**
 * A gang that is known by its pods alone: a single pod of our scheduler's, or those of a {@code
 * scheduling.x-k8s.io} group, whose definition is not ours and need not be installed.
 *
 * @param queue as its pods say
 */
public record LooseGang(String queue, GangMembers members) {}
