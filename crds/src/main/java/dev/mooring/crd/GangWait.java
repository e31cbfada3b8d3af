package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures behind the reason for which a gang waits, for programs; as they were when they were
 * last written, which is at once with a new reason and now and then while it stays.
 *
 * @param needed pods that must get a seat at once
 * @param fit how many of them would get one, at best
 * @param position place among the waiting gangs of the queue; 1 is the first
 * @param shortages what lacks, the scarcest first
 * @param limit the queue's limit that it meets; null when it meets none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@SchemaCustomizer(Atomic.class)
public record GangWait(
    @Min(0) int needed,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Min(0) int fit,
    @Min(0) int position,
    List<Shortage> shortages,
    @Nullable Limit limit) {
  public GangWait {
    shortages = shortages == null ? List.of() : List.copyOf(shortages);
  }

  /**
   * A resource that lacks.
   *
   * @param lacking how much at least, on the node that lacks least
   * @param nodes on how many of the nodes that the pods may be on
   * @param ofNodes how many nodes these are
   */
  public record Shortage(
      @Required String resource, @Required Quantity lacking, int nodes, int ofNodes) {}

  /**
   * What a queue may have of a resource, has, and is asked for.
   *
   * @param queue the queue, or one above it
   */
  public record Limit(
      @Required String queue,
      @Required String resource,
      @Required Quantity capability,
      @Required Quantity held,
      @Required Quantity asked) {}
}
