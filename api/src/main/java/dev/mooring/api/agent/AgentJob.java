package dev.mooring.api.agent;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A job for the cluster.
 *
 * @param id of the job in the control plane, for labels and the user's MLflow run
 * @param spec what runs
 * @param launch what goes into the job's Secret
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentJob(String id, JobSpec spec, Launch launch) {}
