package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;

/**
 * What is kept free for the gang at the head of a queue, and for those for which others are
 * evicted. Volcano locks whole nodes and tells what is idle on them; here seats are kept, and on
 * their nodes others get what is free beyond these.
 *
 * @param nodes names of those that have the seats
 * @param resource what the pods of the seats ask for together
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record QueueReservation(List<String> nodes, Map<String, Quantity> resource) {
  public QueueReservation {
    nodes = nodes == null ? List.of() : List.copyOf(nodes);
    resource = resource == null ? Map.of() : Map.copyOf(resource);
  }
}
