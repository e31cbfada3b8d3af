package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;

/**
 * What a PyTorchJob asks for.
 *
 * @param pytorchReplicaSpecs the replicas
 * @param runPolicy what holds for the whole job
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PyTorchJobSpec(
    @Required PyTorchReplicaSpecs pytorchReplicaSpecs, RunPolicy runPolicy) {
  public PyTorchJobSpec {
    runPolicy = runPolicy == null ? RunPolicy.DEFAULT : runPolicy;
  }
}
