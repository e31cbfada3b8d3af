package dev.mooring.cluster.jobs;

/**
 * Why a pod does not start, as its kubelet recorded it.
 *
 * @param reason of the event, such as {@code FailedMount}
 */
public record StartTrouble(String reason, String message) {}
