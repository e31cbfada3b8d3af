package dev.mooring.cluster.rest;

/**
 * A Kubernetes event.
 *
 * @param time when it last happened, in ISO 8601; empty if nobody said
 * @param warning it tells of trouble
 * @param object kind and name, such as {@code Pod digits-worker-0}
 * @param count how often it happened
 */
public record SeenEvent(
    String time, boolean warning, String reason, String object, String message, int count) {}
