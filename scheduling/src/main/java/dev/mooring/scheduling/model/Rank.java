package dev.mooring.scheduling.model;

import java.time.Instant;

/**
 * Where a gang stands among others.
 *
 * @param queuedAt when it began to wait, first; stays when its pods are made anew
 * @param mayPreempt false when its priority class says {@code preemptionPolicy: Never}
 * @param preemptible false when nobody may evict it
 */
public record Rank(int priority, Instant queuedAt, boolean mayPreempt, boolean preemptible) {}
