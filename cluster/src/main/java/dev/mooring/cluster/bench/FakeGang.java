package dev.mooring.cluster.bench;

import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Pods for nodes without a machine that are to be placed together, all of them or none.
 *
 * @param name of the group; its pods are numbered behind it
 * @param members at least one
 * @param requests of each pod, as a manifest says them
 * @param scheduler who is to place them
 * @param label of the nodes, see {@link FakeNodes}
 */
public record FakeGang(
    String namespace,
    String name,
    int members,
    Map<String, String> requests,
    String scheduler,
    String label) {
  /** Of each pod: how many its gang has. */
  static final String MEMBERS = "bench.mooring.dev/members";

  public FakeGang {
    if (members < 1) {
      throw new IllegalArgumentException("Gang '%s' has %d members".formatted(name, members));
    }
    requests = Map.copyOf(requests);
  }

  public PodGroup group() {
    var group = new PodGroup();
    group.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    group.setSpec(new PodGroupSpec(members, "default", null, null));
    return group;
  }

  /** A member; it names its group. */
  public Pod pod(int number) {
    return new PodBuilder(single(number))
        .editMetadata()
        .addToAnnotations(PodGroup.GROUP_NAME_ANNOTATION, name)
        .addToAnnotations(MEMBERS, Integer.toString(members))
        .endMetadata()
        .build();
  }

  /** The same pod, of no group. */
  public Pod single(int number) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("%s-%d".formatted(name, number))
        .withNamespace(namespace)
        .addToLabels(BenchObjects.MARK, name)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName(scheduler)
        .withTerminationGracePeriodSeconds(0L)
        .addToNodeSelector(label, "true")
        .addNewToleration()
        .withKey(label)
        .withOperator("Exists")
        .endToleration()
        .addNewContainer()
        .withName("pytorch")
        .withImage("mooring.internal/none:1")
        .withNewResources()
        .withRequests(quantities())
        .withLimits(devices())
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  private Map<String, Quantity> quantities() {
    return requests.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> new Quantity(each.getValue())));
  }

  /** Devices cannot be shared: the API server wants their limit to be the request. */
  private Map<String, Quantity> devices() {
    return requests.entrySet().stream()
        .filter(each -> each.getKey().contains("/"))
        .collect(Collectors.toMap(Map.Entry::getKey, each -> new Quantity(each.getValue())));
  }
}
