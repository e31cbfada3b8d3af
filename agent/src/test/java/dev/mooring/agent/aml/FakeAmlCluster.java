package dev.mooring.agent.aml;

import dev.mooring.cluster.aml.AmlJobControl;
import dev.mooring.cluster.jobs.Creation;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.Condition;
import dev.mooring.crd.JobStatus;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.Reason;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An API server for one AmlJob of one pod, in memory, with a training operator and a kubelet that
 * do what they are told. It can kill the operator right after a write, and its cache can be late.
 * Used by one thread.
 */
final class FakeAmlCluster implements AmlJobControl {
  private AmlJob job;
  private Optional<PyTorchJob> training = Optional.empty();
  private List<Pod> pods = List.of();
  private boolean cacheIsLate;
  private int made;
  private final List<String> events = new ArrayList<>();
  private int writesUntilKill = Integer.MAX_VALUE;

  FakeAmlCluster(String yaml) {
    job = Serialization.unmarshal(yaml, AmlJob.class);
    job.getMetadata().setUid("aml-uid");
  }

  /** The process has died. */
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  void killAfterWrites(int writes) {
    writesUntilKill = writes;
  }

  private void written() {
    if (--writesUntilKill == 0) {
      throw new KilledException();
    }
  }

  void cacheIsLate(boolean late) {
    cacheIsLate = late;
  }

  @Override
  public AmlJob job() {
    return Serialization.clone(job);
  }

  AmlJobStatus status() {
    return Objects.requireNonNullElse(job.getStatus(), AmlJobStatus.NONE);
  }

  void annotate(String name) {
    job.getMetadata().setAnnotations(Map.of(name, "true"));
  }

  void cancel() {
    var asked =
        Serialization.asJson(job).replace("\"cancelRequested\":false", "\"cancelRequested\":true");
    job = Serialization.unmarshal(asked, AmlJob.class);
  }

  @Override
  public Optional<PyTorchJob> training() {
    return cacheIsLate ? Optional.empty() : training.map(Serialization::clone);
  }

  @Override
  public Optional<PyTorchJob> fetchTraining() {
    return training.map(Serialization::clone);
  }

  @Override
  public List<Pod> pods() {
    return cacheIsLate ? List.of() : pods;
  }

  @Override
  public Creation create(PyTorchJob wanted) {
    var what = "PyTorchJob " + wanted.getMetadata().getName();
    if (training.isPresent()) {
      return new Creation.Present(what);
    }
    training = Optional.of(Serialization.clone(wanted));
    made++;
    written();
    return new Creation.Created(what);
  }

  @Override
  public boolean save(AmlJobStatus before, AmlJobStatus next) {
    if (!before.equals(status())) {
      return false;
    }
    job = Serialization.clone(job);
    // Through JSON, as the API server would.
    job.setStatus(Serialization.unmarshal(Serialization.asJson(next), AmlJobStatus.class));
    written();
    return true;
  }

  /** The pods stay until the kubelet has stopped them. */
  @Override
  public void delete(PyTorchJob doomed) {
    training = Optional.empty();
    written();
  }

  @Override
  public void record(boolean warning, String reason, String message) {
    events.add(reason);
    written();
  }

  /** The training operator and the kubelet say how it goes on. */
  void report(String condition, @Nullable Reason reason, String podPhase, String state) {
    training.ifPresent(there -> {
      there.setStatus(
          new JobStatus(
              List.of(new Condition(condition, "True", null, null, null, null)),
              Map.of(),
              null,
              null,
              null,
              null,
              reason));
      pods = List.of(pod(podPhase, state));
    });
  }

  private static Pod pod(String phase, String state) {
    var main = new ContainerStatusBuilder().withName("pytorch").withImage("a").withRestartCount(0);
    switch (state) {
      case "Waiting" ->
          main.withNewState()
              .withNewWaiting()
              .withReason("PodInitializing")
              .endWaiting()
              .endState();
      case "Running" -> main.withNewState().withNewRunning().endRunning().endState();
      default ->
          main.withNewState()
              .withNewTerminated()
              .withExitCode(Integer.valueOf(state))
              .endTerminated()
              .endState();
    }
    return new PodBuilder()
        .withNewMetadata()
        .withName("j-master-0")
        .withUid("pod-uid")
        .endMetadata()
        .withNewSpec()
        .withNodeName("n1")
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .withContainerStatuses(main.build())
        .endStatus()
        .build();
  }

  void stopPods() {
    pods = List.of();
  }

  void deleteTraining() {
    training = Optional.empty();
    pods = List.of();
  }

  boolean hasTraining() {
    return training.isPresent();
  }

  int made() {
    return made;
  }

  List<String> events() {
    return List.copyOf(events);
  }
}
