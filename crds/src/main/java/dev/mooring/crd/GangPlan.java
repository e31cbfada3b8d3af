package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import java.util.Map;

/**
 * Where each pod of a gang goes. It is written before the first bind, so that whoever leads next
 * can complete or undo it; binding a gang is not atomic in Kubernetes.
 *
 * @param madeAt when the plan was decided, by the scheduler's clock
 * @param seats node names by pod uid
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@SchemaCustomizer(Atomic.class)
public record GangPlan(@Required Instant madeAt, @Required Map<String, String> seats) {
  public GangPlan {
    seats = Map.copyOf(seats);
  }
}
