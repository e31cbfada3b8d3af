package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.plan.Amounts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod takes of a node, as the kubelet and the default scheduler count it (KEP-753 for
 * sidecars, KEP-2837 for what is asked for the pod as a whole, KEP-1287 for what is resized in
 * place): the larger of what runs for good and what an init container needs in its turn.
 */
public final class Requests {
  private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

  /** More than this nobody has of anything, and sums of it are still numbers. */
  static final long BEYOND_COUNTING = 1L << 53;

  /** {@code e-18} and the like; powers of ten with more digits take for ever to write out. */
  private static final int LONGEST_UNIT = 4;

  private static final BigDecimal MOST = BigDecimal.valueOf(BEYOND_COUNTING);

  private Requests() {}

  /** A pod that has been resized holds what it had, too, until the kubelet has given it back. */
  public static Resources of(Pod pod) {
    var spec = pod.getSpec();
    var given = Given.of(pod.getStatus());
    var sidecars = Resources.NONE;
    var starting = Resources.NONE;
    for (var container : spec.getInitContainers()) {
      if ("Always".equals(container.getRestartPolicy())) {
        sidecars = sidecars.plus(of(container, given));
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(of(container, given)));
      }
    }
    var running = sidecars;
    for (var container : spec.getContainers()) {
      running = running.plus(of(container, given));
    }
    return asAWhole(spec, running.max(starting))
        .plus(of(spec.getOverhead() == null ? Map.of() : spec.getOverhead()))
        .plus(Resources.of(Map.of("pods", 1L)));
  }

  /** What is asked for the pod as a whole counts instead of what its containers ask for. */
  private static Resources asAWhole(PodSpec spec, Resources containers) {
    if (spec.getResources() == null) {
      return containers;
    }
    var amounts = new TreeMap<>(containers.amounts());
    amounts.putAll(of(asked(spec.getResources())).amounts());
    return new Resources(amounts);
  }

  /**
   * What the kubelet has given containers, by their names.
   *
   * @param asked whether what is asked for counts beside it: not if the node can never grant it
   */
  private record Given(Map<String, Resources> amounts, boolean asked) {
    private static final Given NOTHING = new Given(Map.of(), true);

    static Given of(@Nullable PodStatus status) {
      if (status == null) {
        return NOTHING;
      }
      var amounts = new HashMap<String, Resources>();
      Stream.concat(
              status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
          .forEach(container -> amounts.put(container.getName(), of(container)));
      return new Given(
          amounts,
          status.getConditions().stream()
              .noneMatch(one ->
                  "PodResizePending".equals(one.getType())
                      && "Infeasible".equals(one.getReason())));
    }

    private static Resources of(ContainerStatus container) {
      var allocated = container.getAllocatedResources();
      var actual = container.getResources();
      return (allocated == null ? Resources.NONE : Requests.of(allocated))
          .max(
              actual == null || actual.getRequests() == null
                  ? Resources.NONE
                  : Requests.of(actual.getRequests()));
    }

    Resources beside(String container, Resources spec) {
      var has = amounts.get(container);
      return has == null || has.amounts().isEmpty() ? spec : asked ? spec.max(has) : has;
    }
  }

  private static Resources of(Container container, Given given) {
    var needs = container.getResources();
    var asked = needs == null ? Resources.NONE : of(asked(needs));
    return given.beside(container.getName(), asked);
  }

  /** A limit without a request is the request. */
  private static Map<String, Quantity> asked(ResourceRequirements needs) {
    var amounts = new HashMap<String, Quantity>();
    if (needs.getLimits() != null) {
      amounts.putAll(needs.getLimits());
    }
    if (needs.getRequests() != null) {
      amounts.putAll(needs.getRequests());
    }
    return amounts;
  }

  public static Resources of(Map<String, Quantity> quantities) {
    var amounts = new HashMap<String, Long>();
    quantities.forEach((name, quantity) -> amounts.put(name, amount(name, quantity)));
    return Resources.of(amounts);
  }

  /** As Kubernetes writes them. */
  public static Map<String, Quantity> quantities(Resources resources) {
    var quantities = new HashMap<String, Quantity>();
    resources.amounts().forEach((name, amount) -> quantities.put(name, quantity(name, amount)));
    return quantities;
  }

  /** As Kubernetes writes it. */
  public static Quantity quantity(String name, long amount) {
    return name.equals("cpu")
        ? new Quantity(Long.toString(amount), "m")
        : new Quantity(Long.toString(amount));
  }

  /**
   * An amount of an object for people: {@code 1.5} cores, {@code 512 Mi}, a count.
   *
   * @param quantity as Kubernetes writes it; what is none is shown as it is
   */
  public static String shown(String name, String quantity) {
    try {
      return Amounts.number(name, amount(name, new Quantity(quantity)));
    } catch (IllegalArgumentException none) {
      return quantity;
    }
  }

  /** Rounded up; what is beyond counting is {@link #BEYOND_COUNTING}. */
  private static long amount(String name, Quantity quantity) {
    if (PodShapes.text(quantity.getFormat()).length() > LONGEST_UNIT) {
      throw new IllegalArgumentException("%s: %s is no amount".formatted(name, quantity));
    }
    var exact = quantity.getNumericalAmount();
    return (name.equals("cpu") ? exact.multiply(MILLI) : exact)
        .min(MOST)
        .max(MOST.negate())
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }
}
