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
 * What a TFJob asks for.
 *
 * @param tfReplicaSpecs the replicas by type: {@code Chief} or, meaning the same, {@code Master},
 *     at most one; {@code Worker}; {@code PS}, a parameter server; {@code Evaluator}
 * @param successPolicy empty for the chief's or worker 0's success, {@link #ALL_WORKERS} for that
 *     of every worker
 * @param enableDynamicWorker workers may come and go: each is told of itself and the parameter
 *     servers alone
 * @param runPolicy what holds for the whole job
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "self.tfReplicaSpecs.all(k, k in ['Chief', 'chief', 'Master', 'master', 'Worker', 'worker',"
            + " 'PS', 'Ps', 'ps', 'Evaluator', 'evaluator'])",
    message = "the replica types are Chief, Master, Worker, PS and Evaluator",
    fieldPath = ".tfReplicaSpecs")
@ValidationRule(
    value =
        "!('Worker' in self.tfReplicaSpecs && 'worker' in self.tfReplicaSpecs)"
            + " && !('Evaluator' in self.tfReplicaSpecs && 'evaluator' in self.tfReplicaSpecs)"
            + " && self.tfReplicaSpecs.filter(k, k in ['PS', 'Ps', 'ps']).size() <= 1",
    message = "a replica type is given twice",
    fieldPath = ".tfReplicaSpecs")
@ValidationRule(
    value =
        "self.tfReplicaSpecs.filter(k, k in ['Chief', 'chief', 'Master', 'master']).size() <= 1"
            + " && self.tfReplicaSpecs.all(k, !(k in ['Chief', 'chief', 'Master', 'master'])"
            + " || !has(self.tfReplicaSpecs[k].replicas) || self.tfReplicaSpecs[k].replicas <= 1)",
    message = "must not have more than 1 Chief or Master",
    fieldPath = ".tfReplicaSpecs")
@ValidationRule(
    value =
        "self.tfReplicaSpecs.all(k, self.tfReplicaSpecs[k].template.spec.containers"
            + ".exists(c, c.name == 'tensorflow'))",
    message =
        "each replica type must have at least one container with name tensorflow: it runs the training"
            + " and listens for the others",
    fieldPath = ".tfReplicaSpecs")
public record TFJobSpec(
    @Required @Size(min = 1, max = 5) Map<String, ReplicaSpec> tfReplicaSpecs,
    @Pattern("^(AllWorkers)?$") @Nullable String successPolicy,
    @Nullable Boolean enableDynamicWorker,
    @Default("{}") RunPolicy runPolicy) {
  public static final String CHIEF = "Chief";
  public static final String MASTER = "Master";
  public static final String WORKER = "Worker";
  public static final String PS = "PS";
  public static final String EVALUATOR = "Evaluator";

  /** All of them, in the order in which their pods are the more important. */
  public static final List<String> TYPES = List.of(CHIEF, MASTER, PS, WORKER, EVALUATOR);

  public static final String ALL_WORKERS = "AllWorkers";

  public TFJobSpec {
    tfReplicaSpecs = ReplicaTypes.canonical(tfReplicaSpecs, TYPES);
    runPolicy = runPolicy == null ? RunPolicy.DEFAULT : runPolicy;
  }

  /** Every worker has to succeed. */
  public boolean allWorkersDecide() {
    return ALL_WORKERS.equals(successPolicy);
  }

  /** Workers may come and go. */
  public boolean workersAreDynamic() {
    return enableDynamicWorker != null && enableDynamicWorker;
  }
}
