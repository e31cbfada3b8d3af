package dev.mooring.cluster.rest;

import java.util.Optional;

/**
 * Which log.
 *
 * @param container empty for the pod's only one that is not a sidecar
 * @param tail how many lines at most, the last ones
 */
public record LogOf(String namespace, String pod, Optional<String> container, int tail) {}
