package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/**
 * What a pod takes of a node, as the kubelet and the default scheduler count it (KEP-753 for
 * sidecars): the larger of what runs for good and what an init container needs in its turn.
 */
public final class Requests {
  private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

  private Requests() {}

  public static Resources of(PodSpec pod) {
    var sidecars = Resources.NONE;
    var starting = Resources.NONE;
    for (var container : pod.getInitContainers()) {
      if ("Always".equals(container.getRestartPolicy())) {
        sidecars = sidecars.plus(of(container));
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(of(container)));
      }
    }
    var running = sidecars;
    for (var container : pod.getContainers()) {
      running = running.plus(of(container));
    }
    return running
        .max(starting)
        .plus(of(pod.getOverhead() == null ? Map.of() : pod.getOverhead()))
        .plus(Resources.of(Map.of("pods", 1L)));
  }

  private static Resources of(Container container) {
    var needs = container.getResources();
    var amounts = new HashMap<String, Quantity>();
    if (needs != null) {
      // A limit without a request is the request.
      if (needs.getLimits() != null) {
        amounts.putAll(needs.getLimits());
      }
      if (needs.getRequests() != null) {
        amounts.putAll(needs.getRequests());
      }
    }
    return of(amounts);
  }

  public static Resources of(Map<String, Quantity> quantities) {
    var amounts = new HashMap<String, Long>();
    quantities.forEach((name, quantity) -> amounts.put(name, amount(name, quantity)));
    return Resources.of(amounts);
  }

  /** As Kubernetes writes it. */
  public static Quantity quantity(String name, long amount) {
    return name.equals("cpu")
        ? new Quantity(Long.toString(amount), "m")
        : new Quantity(Long.toString(amount));
  }

  private static long amount(String name, Quantity quantity) {
    var exact = quantity.getNumericalAmount();
    return (name.equals("cpu") ? exact.multiply(MILLI) : exact)
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }
}
