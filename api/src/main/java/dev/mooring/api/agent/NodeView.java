package dev.mooring.api.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;

/**
 * A node of the cluster.
 *
 * @param ready it takes pods
 * @param allocatable amounts by Kubernetes' resource names, as Kubernetes writes them
 * @param requested by the pods on it, as allocatable
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeView(
    String name, boolean ready, Map<String, String> allocatable, Map<String, String> requested) {}
