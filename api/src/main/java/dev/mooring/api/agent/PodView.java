package dev.mooring.api.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A pod of the agent.
 *
 * @param state in one of Kubernetes' own words
 * @param trouble why it is not well; empty if it is, or only needs time
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodView(
    String component, String name, String state, boolean well, int restarts, String trouble) {}
