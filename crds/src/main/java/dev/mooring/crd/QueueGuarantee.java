package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * What of the cluster is kept for one queue.
 *
 * @param resource amounts by resource name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record QueueGuarantee(@Size(max = QueueSpec.MOST_RESOURCES) Map<String, Quantity> resource) {

  public static final QueueGuarantee NONE = new QueueGuarantee(Map.of());

  public QueueGuarantee {
    resource = resource == null ? Map.of() : Map.copyOf(resource);
  }
}
