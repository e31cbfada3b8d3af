package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an MPIJob asks for; each version has the fields of both.
 *
 * @param transport how mpirun starts processes in the workers; not known to upstream, whose two
 *     operators each have one
 * @param slotsPerWorker processes for each worker, 1 when not given
 * @param cleanPodPolicy upstream's older place for that of the runPolicy, which goes before
 * @param mainContainer of the workers, where mpirun's processes run with kubexec; the first when
 *     not given
 * @param mpiReplicaSpecs the replicas by type: {@code Launcher}, exactly one, runs mpirun, and
 *     {@code Worker} the processes
 * @param runPolicy what holds for the whole job
 * @param sshAuthMountPath where the pods have the job's keys with ssh; /root/.ssh when not given
 * @param mpiImplementation whose mpirun it is; OpenMPI when not given
 * @param launcherCreationPolicy kept as it is given; a launcher never starts before its workers can
 *     be reached
 * @param runLauncherAsWorker mpirun's processes run in the launcher's pod too, only with ssh
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "self.mpiReplicaSpecs.all(k, k in ['Launcher', 'launcher', 'Worker', 'worker'])"
            + " && !('Worker' in self.mpiReplicaSpecs && 'worker' in self.mpiReplicaSpecs)",
    message = "the replica types are Launcher and Worker",
    fieldPath = ".mpiReplicaSpecs")
@ValidationRule(
    value =
        "self.mpiReplicaSpecs.filter(k, k in ['Launcher', 'launcher']).size() == 1"
            + " && self.mpiReplicaSpecs.all(k, !(k in ['Launcher', 'launcher'])"
            + " || !has(self.mpiReplicaSpecs[k].replicas) || self.mpiReplicaSpecs[k].replicas == 1)",
    message = "there must be exactly 1 Launcher",
    fieldPath = ".mpiReplicaSpecs")
@ValidationRule(
    value =
        "self.transport != 'ssh' || self.mpiReplicaSpecs.all(k,"
            + " !has(self.mpiReplicaSpecs[k].restartPolicy)"
            + " || self.mpiReplicaSpecs[k].restartPolicy in ['Never', 'OnFailure'])",
    message = "restartPolicy must be Never or OnFailure where the transport is ssh",
    fieldPath = ".mpiReplicaSpecs")
@ValidationRule(
    value = "self.transport == oldSelf.transport",
    message =
        "field is immutable; a client that replaces an MPIJob in another version must keep spec.transport",
    fieldPath = ".transport")
@ValidationRule(
    value =
        "self.transport == 'ssh' || !has(self.runLauncherAsWorker) || !self.runLauncherAsWorker",
    message = "is only possible where the transport is ssh",
    fieldPath = ".runLauncherAsWorker")
public record MPIJobSpec(
    @Default("kubexec") Transport transport,
    @Min(1) @Max(1024) @Nullable Integer slotsPerWorker,
    @Nullable CleanPodPolicy cleanPodPolicy,
    @Size(max = 63) @Nullable String mainContainer,
    @Required @Size(min = 1, max = 2) Map<String, ReplicaSpec> mpiReplicaSpecs,
    @Default("{}") RunPolicy runPolicy,
    @Pattern("^/.*$") @Size(max = 1024) @Nullable String sshAuthMountPath,
    @Nullable Implementation mpiImplementation,
    @Nullable LauncherCreation launcherCreationPolicy,
    @Nullable Boolean runLauncherAsWorker) {
  public static final String LAUNCHER = "Launcher";
  public static final String WORKER = "Worker";

  public MPIJobSpec {
    transport = transport == null ? Transport.KUBEXEC : transport;
    mpiReplicaSpecs = ReplicaTypes.canonical(mpiReplicaSpecs, List.of(LAUNCHER, WORKER));
    runPolicy = runPolicy == null ? RunPolicy.DEFAULT : runPolicy;
  }

  /** How mpirun starts processes in the workers. */
  public enum Transport {
    /** Through the Kubernetes API, as upstream's v1 does with kubectl. */
    @JsonProperty("kubexec")
    KUBEXEC,
    /** Through an sshd in each worker, as upstream's v2beta1 does. */
    @JsonProperty("ssh")
    SSH
  }

  /** Whose mpirun it is. */
  public enum Implementation {
    @JsonProperty("OpenMPI")
    OPEN_MPI,
    @JsonProperty("Intel")
    INTEL,
    @JsonProperty("MPICH")
    MPICH
  }

  /** When upstream makes the launcher. */
  public enum LauncherCreation {
    @JsonProperty("AtStartup")
    AT_STARTUP,
    @JsonProperty("WaitForWorkersReady")
    WAIT_FOR_WORKERS_READY
  }

  /** Processes for each worker. */
  public int slots() {
    return slotsPerWorker == null ? 1 : slotsPerWorker;
  }

  /** Whose mpirun it is. */
  public Implementation implementation() {
    return mpiImplementation == null ? Implementation.OPEN_MPI : mpiImplementation;
  }

  /** mpirun's processes run in the launcher's pod too. */
  public boolean launcherWorks() {
    return runLauncherAsWorker != null && runLauncherAsWorker;
  }
}
