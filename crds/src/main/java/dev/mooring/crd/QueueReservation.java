package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;

/**
 * Nodes that are kept free for the gang at the head of a queue.
 *
 * @param nodes their names
 * @param resource what is idle on them together
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record QueueReservation(List<String> nodes, Map<String, Quantity> resource) {
  public QueueReservation {
    nodes = nodes == null ? List.of() : List.copyOf(nodes);
    resource = resource == null ? Map.of() : Map.copyOf(resource);
  }
}
