package dev.mooring.cluster.admission;

import dev.mooring.crd.QueueSpec;

/**
 * A queue that is there.
 *
 * @param toldToClose it takes no new gangs
 */
public record KnownQueue(String name, QueueSpec spec, boolean toldToClose) {}
