package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/**
 * What a PyTorchJob asks for.
 *
 * @param nprocPerNode processes torchrun starts in each replica: a number, or {@code auto}, {@code
 *     cpu} or {@code gpu} to let it count; auto when not given
 * @param pytorchReplicaSpecs the replicas
 * @param runPolicy what holds for the whole job
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PyTorchJobSpec(
    @Default("auto") @Pattern("^(auto|cpu|gpu|[1-9][0-9]{0,3})$") String nprocPerNode,
    @Required PyTorchReplicaSpecs pytorchReplicaSpecs,
    RunPolicy runPolicy) {
  public PyTorchJobSpec {
    nprocPerNode = nprocPerNode == null ? "auto" : nprocPerNode;
    runPolicy = runPolicy == null ? RunPolicy.DEFAULT : runPolicy;
  }
}
