package dev.mooring.training;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What pods ask of nodes. */
final class PodResources {
  private PodResources() {}

  /** Of the first pods, counted role by role. */
  static Map<String, Quantity> sum(List<Role> roles, int pods) {
    var sum = new TreeMap<String, BigDecimal>();
    var left = pods;
    for (var role : roles) {
      var counted = Math.min(left, role.replicas());
      left -= counted;
      ofOne(role.template())
          .forEach((name, amount) ->
              sum.merge(name, amount.multiply(BigDecimal.valueOf(counted)), BigDecimal::add));
    }
    var quantities = new TreeMap<String, Quantity>();
    sum.forEach((name, amount) -> {
      if (amount.signum() > 0) {
        quantities.put(name, new Quantity(amount.stripTrailingZeros().toPlainString()));
      }
    });
    return quantities;
  }

  /** A container that only limits itself asks for its limit, as the API server sees it. */
  private static Map<String, BigDecimal> ofOne(PodTemplateSpec template) {
    var sum = new TreeMap<String, BigDecimal>();
    for (var container : template.getSpec().getContainers()) {
      var resources = container.getResources();
      if (resources != null) {
        var asked = new TreeMap<String, Quantity>();
        if (resources.getLimits() != null) {
          asked.putAll(resources.getLimits());
        }
        if (resources.getRequests() != null) {
          asked.putAll(resources.getRequests());
        }
        asked.forEach(
            (name, quantity) -> sum.merge(name, quantity.getNumericalAmount(), BigDecimal::add));
      }
    }
    return sum;
  }
}
