package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a PyTorchJob asks for.
 *
 * @param nprocPerNode processes torchrun starts in each replica: a number, or {@code auto}, {@code
 *     cpu} or {@code gpu} to let it count; auto when not given
 * @param elasticPolicy how workers may come and go; null means that they may not
 * @param pytorchReplicaSpecs the replicas by type: {@code Master}, exactly one, is rank 0, and
 *     {@code Worker} the other ranks, or all where there is no master
 * @param runPolicy what holds for the whole job
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "self.pytorchReplicaSpecs.all(k, k in ['Master', 'master', 'Worker', 'worker'])"
            + " && !('Master' in self.pytorchReplicaSpecs && 'master' in self.pytorchReplicaSpecs)"
            + " && !('Worker' in self.pytorchReplicaSpecs && 'worker' in self.pytorchReplicaSpecs)",
    message = "the replica types are Master and Worker",
    fieldPath = ".pytorchReplicaSpecs")
@ValidationRule(
    value =
        "self.pytorchReplicaSpecs.all(k, !(k in ['Master', 'master'])"
            + " || !has(self.pytorchReplicaSpecs[k].replicas)"
            + " || self.pytorchReplicaSpecs[k].replicas == 1)",
    message = "Master has exactly 1 replica; put the others under Worker",
    fieldPath = ".pytorchReplicaSpecs.Master.replicas")
@ValidationRule(
    value =
        "self.pytorchReplicaSpecs.exists(k, k in ['Master', 'master'])"
            + " || self.pytorchReplicaSpecs.all(k, !has(self.pytorchReplicaSpecs[k].replicas)"
            + " || self.pytorchReplicaSpecs[k].replicas > 0)",
    message = "without a Master there must be at least 1 Worker replica",
    fieldPath = ".pytorchReplicaSpecs.Worker.replicas")
@ValidationRule(
    value =
        "!('Master' in self.pytorchReplicaSpecs) || self.pytorchReplicaSpecs['Master']"
            + ".template.spec.containers.exists(c, c.name == 'pytorch')",
    message = PyTorchJobSpec.NO_CONTAINER,
    fieldPath = ".pytorchReplicaSpecs.Master.template.spec.containers")
@ValidationRule(
    value =
        "!('Worker' in self.pytorchReplicaSpecs) || self.pytorchReplicaSpecs['Worker']"
            + ".template.spec.containers.exists(c, c.name == 'pytorch')",
    message = PyTorchJobSpec.NO_CONTAINER,
    fieldPath = ".pytorchReplicaSpecs.Worker.template.spec.containers")
@ValidationRule(
    value =
        "!has(self.elasticPolicy) || ('Worker' in self.pytorchReplicaSpecs)"
            + " || ('worker' in self.pytorchReplicaSpecs)",
    message = "an elastic job needs Worker replicas",
    fieldPath = ".elasticPolicy")
@ValidationRule(
    value =
        "!has(self.nprocPerNode) || !has(self.elasticPolicy)"
            + " || !has(self.elasticPolicy.nProcPerNode)",
    message = "must not be used with spec.nprocPerNode",
    fieldPath = ".elasticPolicy.nProcPerNode")
public record PyTorchJobSpec(
    @Pattern("^(auto|cpu|gpu|[1-9][0-9]{0,3})$") @Nullable String nprocPerNode,
    @Nullable ElasticPolicy elasticPolicy,
    @Required @Size(min = 1, max = 2) Map<String, ReplicaSpec> pytorchReplicaSpecs,
    @Default("{}") RunPolicy runPolicy) {
  public static final String MASTER = "Master";
  public static final String WORKER = "Worker";

  static final String NO_CONTAINER =
      "must have at least one container with name pytorch: it runs the training and listens for the"
          + " others";

  public PyTorchJobSpec {
    pytorchReplicaSpecs = ReplicaTypes.canonical(pytorchReplicaSpecs, List.of(MASTER, WORKER));
    runPolicy = runPolicy == null ? RunPolicy.DEFAULT : runPolicy;
  }
}
