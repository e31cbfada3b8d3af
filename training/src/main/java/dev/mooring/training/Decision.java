package dev.mooring.training;

import dev.mooring.crd.JobStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be done for a job, and what is to be said of it, in this order: make, write the
 * status, tell, clear.
 *
 * @param status to write if it differs from the one before
 * @param events to record once the status is written
 * @param wake when to decide again although nothing has changed
 */
public record Decision(
    Making making,
    JobStatus status,
    List<JobEvent> events,
    Clearing clearing,
    Optional<Instant> wake) {
  public Decision {
    events = List.copyOf(events);
  }

  /**
   * What is missing.
   *
   * @param extras missing or out of date; first, in this order, and only with them the rest
   * @param pods of these replicas
   */
  public record Making(List<Extra> extras, List<ServicePlan> services, List<Replica> pods) {
    public static final Making NOTHING = new Making(List.of(), List.of(), List.of());

    public Making {
      extras = List.copyOf(extras);
      services = List.copyOf(services);
      pods = List.copyOf(pods);
    }
  }

  /**
   * What is to go, only after the status is written.
   *
   * @param pods each only in this incarnation; the status remembers them
   * @param services by name
   * @param extras as they were seen
   * @param job the job object itself, and with it all that it owns
   */
  public record Clearing(
      List<SeenPod> pods, Set<String> services, List<HasMetadata> extras, boolean job) {
    public static final Clearing NOTHING = new Clearing(List.of(), Set.of(), List.of(), false);

    public Clearing {
      pods = List.copyOf(pods);
      services = Set.copyOf(services);
      extras = List.copyOf(extras);
    }
  }
}
