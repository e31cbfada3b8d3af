package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a queue may have of the cluster. Quantities are by resource name, such as {@code cpu} or
 * {@code nvidia.com/gpu}.
 *
 * @param weight its part among its siblings of what none of them is promised; 1 when not given
 * @param capability the most that its gangs and those of its children hold together; a resource
 *     that is not named has no limit
 * @param guarantee what nobody else may have, even while it stands idle
 * @param deserved what it may claim back from those that borrowed it; a resource that is not named
 *     is shared by weight
 * @param reclaimable others may claim back what it has beyond its share; true when not given
 * @param parent the queue that it is a part of; empty means {@link Queue#ROOT}
 * @param priority among its siblings the higher one is served before, whatever their shares; it
 *     decides nothing about who is evicted; 0 when not given
 * @param dequeueStrategy what happens behind a gang that waits for room; traverse when not given
 * @param placing where its pods go among the nodes that fit; Mooring's own, and the scheduler's
 *     setting when not given
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "!has(self.guarantee) || !has(self.guarantee.resource) || !has(self.capability)"
            + " || self.guarantee.resource.all(r, !(r in self.capability)"
            + " || quantity(string(self.guarantee.resource[r]))"
            + ".compareTo(quantity(string(self.capability[r]))) <= 0)",
    message = "a queue is not promised more than it may have: lower guarantee or raise capability",
    fieldPath = ".guarantee")
public record QueueSpec(
    @Default("1") @Min(1) @Max(65_535) Integer weight,
    @Size(max = QueueSpec.MOST_RESOURCES) Map<String, Quantity> capability,
    QueueGuarantee guarantee,
    @Size(max = QueueSpec.MOST_RESOURCES) Map<String, Quantity> deserved,
    @Default("true") Boolean reclaimable,
    @Size(max = 253) @Pattern(QueueSpec.NAME_OR_NONE) String parent,
    @Default("0") @Min(0) Integer priority,
    @Default("traverse") DequeueStrategy dequeueStrategy,
    @Nullable Placing placing) {

  static final String NAME_OR_NONE =
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$";

  /** So that the API server can bound what a rule over them costs it. */
  static final int MOST_RESOURCES = 64;

  private static final int HEAVIEST = 65_535;

  public static final QueueSpec DEFAULT =
      new QueueSpec(
          1, Map.of(), QueueGuarantee.NONE, Map.of(), true, "", 0, DequeueStrategy.TRAVERSE, null);

  public QueueSpec {
    weight = weight == null ? 1 : weight;
    capability = capability == null ? Map.of() : Map.copyOf(capability);
    guarantee = guarantee == null ? QueueGuarantee.NONE : guarantee;
    deserved = deserved == null ? Map.of() : Map.copyOf(deserved);
    reclaimable = reclaimable == null || reclaimable;
    parent = parent == null ? "" : parent;
    priority = priority == null ? 0 : priority;
    dequeueStrategy = dequeueStrategy == null ? DequeueStrategy.TRAVERSE : dequeueStrategy;
    if (weight < 1 || weight > HEAVIEST) {
      throw new IllegalArgumentException("weight is not within 1 and 65535: " + weight);
    }
    if (priority < 0) {
      throw new IllegalArgumentException("priority is negative: " + priority);
    }
  }
}
