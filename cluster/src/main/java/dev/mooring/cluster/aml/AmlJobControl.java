package dev.mooring.cluster.aml;

import dev.mooring.cluster.jobs.Creation;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.PyTorchJob;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/**
 * One AmlJob, for one pass: what is seen of it and what may be done to it. Each call is a request
 * to the API server, except {@link #job}, {@link #training} and {@link #pods}; all throw {@link
 * dev.mooring.cluster.ClusterException} when it cannot be reached.
 */
public interface AmlJobControl {

  AmlJob job();

  /** The training job that this one owns; as of the latest events, so perhaps a moment old. */
  Optional<PyTorchJob> training();

  /** The same as it is now: a cache that does not hold it may only be late. */
  Optional<PyTorchJob> fetchTraining();

  /** The pods made for this job; as of the latest events. */
  List<Pod> pods();

  Creation create(PyTorchJob training);

  /**
   * Writes the status if and only if it still is the one that the decision was made from.
   *
   * @return false if it is not; the job is then seen again
   */
  boolean save(AmlJobStatus before, AmlJobStatus next);

  /** Deletes the training job as it was seen; its pods go after it. */
  void delete(PyTorchJob training);

  /** Records an event; one that cannot be recorded is logged and forgotten. */
  void record(boolean warning, String reason, String message);
}
