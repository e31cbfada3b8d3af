package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a queue. The controllers write the state, the counts and what is allocated; the
 * scheduler the rest. Each patches its own fields and leaves those of the other. A single pod of
 * our scheduler's is a gang, and so are the pods of a {@code scheduling.x-k8s.io} group. Counts are
 * of the queue itself; amounts, as Volcano's, of the queue with all queues below it.
 *
 * @param state null until the controllers have seen the queue
 * @param pending gangs that wait for a place
 * @param inqueue gangs with a place and not yet running
 * @param running gangs of which enough pods run
 * @param unknown gangs of which some pods run and not enough
 * @param completed gangs that have ended
 * @param allocated what the pods hold that have a node and have not ended
 * @param deserved its fair share at the moment, as the scheduler figured it
 * @param share its dominant share: the largest part, among resources, that allocated is of
 *     deserved; 1 is exactly its share; null until the scheduler has figured it
 * @param reservation null when nothing is kept free for its head
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record QueueStatus(
    @Nullable QueueState state,
    @Min(0) int pending,
    @Min(0) int inqueue,
    @Min(0) int running,
    @Min(0) int unknown,
    @Min(0) int completed,
    Map<String, Quantity> allocated,
    Map<String, Quantity> deserved,
    @Nullable Double share,
    @Nullable QueueReservation reservation) {

  public static final QueueStatus NONE =
      new QueueStatus(null, 0, 0, 0, 0, 0, Map.of(), Map.of(), null, null);

  public QueueStatus {
    allocated = allocated == null ? Map.of() : Map.copyOf(allocated);
    deserved = deserved == null ? Map.of() : Map.copyOf(deserved);
  }
}
