package dev.mooring.cluster.scheduling;

import dev.mooring.cluster.StatusPatch;
import dev.mooring.scheduling.model.Placing;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Queues as the core's. */
final class Queues {
  private Queues() {}

  static Queue of(dev.mooring.crd.Queue queue) {
    var spec = queue.getSpec();
    return new Queue(
        queue.getMetadata().getName(),
        Optional.of(spec.parent()).filter(parent -> !parent.isEmpty()),
        spec.weight(),
        spec.priority(),
        new Queue.Limits(
            amounts(spec.capability()),
            Requests.of(spec.guarantee().resource()),
            amounts(spec.deserved())),
        spec.reclaimable(),
        !dev.mooring.crd.Queue.isToldToClose(queue),
        switch (spec.dequeueStrategy()) {
          case FIFO -> true;
          case TRAVERSE -> false;
        },
        Optional.ofNullable(spec.placing())
            .map(placing ->
                switch (placing) {
                  case BINPACK -> Placing.BINPACK;
                  case SPREAD -> Placing.SPREAD;
                }));
  }

  /**
   * The scheduler's part of a queue's status. A share that cannot be said is left out; where
   * nothing is kept, null takes the reservation out.
   */
  static StatusPatch share(QueueShare share) {
    var status = new HashMap<String, @Nullable Object>();
    status.put("deserved", quantities(share.deserved()));
    if (Double.isFinite(share.share())) {
      status.put("share", share.share());
    }
    status.put("reservation", share.kept().nodes().isEmpty() ? null : reservation(share));
    return new StatusPatch(
        dev.mooring.crd.Queue.class,
        new ObjectMetaBuilder().withName(share.queue()).build(),
        status);
  }

  /** What is not kept any more must be named to go; what is deserved names all that there is. */
  private static Map<String, Object> reservation(QueueShare share) {
    var resource = new HashMap<String, @Nullable Object>();
    share.deserved().amounts().keySet().forEach(name -> resource.put(name, null));
    share
        .kept()
        .amounts()
        .amounts()
        .forEach((name, amount) ->
            resource.put(name, amount > 0 ? Requests.quantity(name, amount).toString() : null));
    return Map.of("nodes", share.kept().nodes(), "resource", resource);
  }

  private static Map<String, String> quantities(Resources resources) {
    var quantities = new HashMap<String, String>();
    resources
        .amounts()
        .forEach(
            (name, amount) -> quantities.put(name, Requests.quantity(name, amount).toString()));
    return quantities;
  }

  private static Optional<Resources> amounts(Map<String, Quantity> amounts) {
    return amounts.isEmpty() ? Optional.empty() : Optional.of(Requests.of(amounts));
  }
}
