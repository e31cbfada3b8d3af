package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Placing;
import dev.mooring.scheduling.model.Queue;
import dev.mooring.scheduling.model.QueueShare;
import dev.mooring.scheduling.model.Resources;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Queues as the core's. */
final class Queues {
  /** A patch of single fields is no {@link dev.mooring.crd.Queue}, which has them all. */
  private static final ResourceDefinitionContext CONTEXT =
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

  /** One request: of a patch that is an object the client reads nothing first. */
  static void write(KubernetesClient client, QueueShare share) {
    client
        .genericKubernetesResources(CONTEXT)
        .withName(share.queue())
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), share(share));
  }

  /**
   * A merge patch (RFC 7396) of the scheduler's part of a queue's status. A share that cannot be
   * said is left out; where nothing is kept, null takes the reservation out.
   */
  private static GenericKubernetesResource share(QueueShare share) {
    var status = new HashMap<String, @Nullable Object>();
    status.put("deserved", quantities(share.deserved()));
    if (Double.isFinite(share.share())) {
      status.put("share", share.share());
    }
    status.put("reservation", share.kept().nodes().isEmpty() ? null : reservation(share));
    var change = new GenericKubernetesResource();
    change.setApiVersion(HasMetadata.getApiVersion(dev.mooring.crd.Queue.class));
    change.setKind(HasMetadata.getKind(dev.mooring.crd.Queue.class));
    change.setMetadata(new ObjectMetaBuilder().withName(share.queue()).build());
    change.setAdditionalProperty("status", status);
    return change;
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
