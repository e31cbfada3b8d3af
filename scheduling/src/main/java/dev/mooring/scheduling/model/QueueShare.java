package dev.mooring.scheduling.model;

/**
 * A queue as the plan leaves it.
 *
 * @param allocated what its gangs and those of the queues below hold, with what the plan starts
 * @param deserved its fair part, said or reckoned
 * @param share the largest part of its deserved resources that it holds; 1 is all of it
 * @param waiting how many of its own gangs wait
 */
public record QueueShare(
    String queue, Resources allocated, Resources deserved, double share, int waiting) {}
