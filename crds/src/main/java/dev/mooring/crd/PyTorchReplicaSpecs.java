package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Upstream's map of replica types with its two possible keys; at least one is given.
 *
 * @param master rank 0, exactly one replica
 * @param worker the other ranks; all ranks when there is no master
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.Master) || has(self.Worker)",
    message = "give at least one of Master and Worker")
@ValidationRule(
    value = "!has(self.Master) || self.Master.replicas == 1",
    message = "Master has exactly 1 replica; put the others under Worker",
    fieldPath = ".Master")
@ValidationRule(
    value = "has(self.Master) || !has(self.Worker) || self.Worker.replicas > 0",
    message = "without a Master there must be at least 1 Worker replica",
    fieldPath = ".Worker")
public record PyTorchReplicaSpecs(
    @JsonProperty("Master") @Nullable ReplicaSpec master,
    @JsonProperty("Worker") @Nullable ReplicaSpec worker) {}
