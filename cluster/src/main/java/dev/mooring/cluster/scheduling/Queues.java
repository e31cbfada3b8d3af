package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Placing;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Queues as the core's. */
final class Queues {
  /** A patch of single fields is no {@link dev.mooring.crd.Queue}, which has them all. */
  static final ResourceDefinitionContext CONTEXT =
      ResourceDefinitionContext.fromResourceType(dev.mooring.crd.Queue.class);

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
        Optional.ofNullable(spec.placing())
            .map(placing ->
                switch (placing) {
                  case BINPACK -> Placing.BINPACK;
                  case SPREAD -> Placing.SPREAD;
                }));
  }

  /** The scheduler's part of a queue's status; a share that cannot be said is left out. */
  static GenericKubernetesResource share(QueueShare share) {
    var deserved = new LinkedHashMap<String, String>();
    share
        .deserved()
        .amounts()
        .forEach((name, amount) -> deserved.put(name, Requests.quantity(name, amount).toString()));
    var change = new GenericKubernetesResource();
    change.setApiVersion(CONTEXT.getGroup() + "/" + CONTEXT.getVersion());
    change.setKind(CONTEXT.getKind());
    change.setMetadata(new ObjectMetaBuilder().withName(share.queue()).build());
    change.setAdditionalProperty(
        "status",
        Double.isFinite(share.share())
            ? Map.of("deserved", deserved, "share", share.share())
            : Map.of("deserved", deserved));
    return change;
  }

  private static Optional<Resources> amounts(Map<String, Quantity> amounts) {
    return amounts.isEmpty() ? Optional.empty() : Optional.of(Requests.of(amounts));
  }
}
