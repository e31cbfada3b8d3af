package dev.mooring.cluster.jobs;

import dev.mooring.crd.JobStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One job, for one pass: what is seen of it and what may be done to it. Each call is a request to
 * the API server, except {@link #job}, {@link #owned} and {@link #isCrowded}; all throw {@link
 * dev.mooring.cluster.ClusterException} when it cannot be reached.
 *
 * @param <J> the custom resource
 */
public interface JobControl<J extends HasMetadata> {

  J job();

  Owned owned();

  /** What keeps a pod from starting; empty when its latest event tells of no trouble. */
  Optional<StartTrouble> startTrouble(String podUid);

  /** The end of a container's log; empty when the pod or its node does not give it. */
  String lastWords(String pod, String container);

  /** Whether so many other jobs are being made now that what can wait should. */
  boolean isCrowded();

  /** Makes objects, at the same time, and returns what came of each in the same order. */
  List<Creation> create(List<? extends HasMetadata> objects);

  /**
   * Makes an object that the job owns, or gives the one it has what this one has; what others have
   * added to it stays.
   */
  Creation write(HasMetadata extra);

  /**
   * Writes the status if and only if it still is the one that the decision was made from.
   *
   * @return false if it is not; the job is then seen again
   */
  boolean save(JobStatus before, JobStatus next);

  /** Deletes pods, each only in the incarnation that was seen. */
  void deletePods(Set<String> uids);

  void deleteServices(Set<String> names);

  /** Deletes extras, each only as it was seen. */
  void deleteExtras(List<HasMetadata> extras);

  /** Deletes the job, as it was seen, and with it all that it owns. */
  void deleteJob();

  /** Records an event; one that cannot be recorded is logged and forgotten. */
  void record(boolean warning, String reason, String message);
}
