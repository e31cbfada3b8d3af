package dev.mooring.training.aml;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.Condition;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.Reason;
import dev.mooring.training.SeenContainer;
import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod;
import dev.mooring.training.SeenPod.Phase;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** AmlJobs and their pods for tests. */
final class AmlFixtures {
  static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  static final State CREATING = new State.Waiting("PodInitializing", "");
  static final State RUNNING = new State.Running();

  private AmlFixtures() {}

  static final String DIGITS =
      """
      apiVersion: amlarc.azureml.com/v1alpha1
      kind: AmlJob
      metadata:
        name: digits
        namespace: lab
        uid: aml-uid
        annotations: {amlarc.azureml.com/job-id: /jobs/digits_run}
      spec:
        image: train:1
        command: python train.py --pid $$ --seed $(date +%s)
        instanceCount: 3
        processesPerInstance: 2
        distribution: PyTorch
        resources:
          requests: {cpu: 500m, memory: 1Gi}
          limits: {nvidia.com/gpu: "1"}
        nodeSelector: {pool: a}
        environment: {LR: "0.1", HOME_OF: $HOME, AZUREML_RUN_ID: digits_run}
        timeoutSeconds: 60
        launcherImage: launcher:1
        launchSecret: digits-launch
        queue: vision
      """;

  static AmlJob job(AmlJobStatus status) {
    var job = Serialization.unmarshal(DIGITS, AmlJob.class);
    job.setStatus(status);
    return job;
  }

  static AmlJob cancelled(AmlJobStatus status) {
    var job =
        Serialization.unmarshal(
            DIGITS.replace("queue: vision", "cancelRequested: true"), AmlJob.class);
    job.setStatus(status);
    return job;
  }

  static AmlSeen nothing() {
    return new AmlSeen(true, Optional.empty(), List.of(), Optional.empty());
  }

  static AmlSeen seen(JobStatus training, SeenPod... pods) {
    return new AmlSeen(
        true, Optional.of(new AmlSeen.Training(false, training)), List.of(pods), Optional.empty());
  }

  static AmlSeen deleting(AmlSeen seen) {
    return new AmlSeen(
        seen.launchReady(),
        seen.training().map(training -> new AmlSeen.Training(true, training.status())),
        seen.pods(),
        seen.obstacle());
  }

  static JobStatus training(String condition, @Nullable Reason reason) {
    return new JobStatus(
        List.of(new Condition(condition, "True", "r", "m", NOW, NOW)),
        Map.of(),
        NOW,
        null,
        null,
        null,
        reason);
  }

  static SeenPod waiting(String name) {
    return new SeenPod(
        name,
        name + "-uid",
        Phase.PENDING,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  static SeenPod pod(String name, Phase phase, State prepare, State main) {
    return new SeenPod(
        name,
        name + "-uid",
        phase,
        false,
        false,
        Optional.of("n1"),
        Optional.of(NOW),
        Optional.empty(),
        Optional.empty(),
        List.of(
            container("prepare", prepare),
            container("ship", CREATING),
            container("pytorch", main)));
  }

  private static SeenContainer container(String name, State state) {
    return new SeenContainer(name, "image", 0, state, Optional.empty());
  }

  static State ended(int exitCode, String message) {
    return new State.Ended(exitCode, exitCode == 0 ? "Completed" : "Error", message);
  }
}
