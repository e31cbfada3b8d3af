package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** Pods of which somebody would have to allocate devices before they are bound. */
final class ResourceClaimsTest {
  private final Image image = new Image("ours");

  private static Pod pod(String scheduler, String node) {
    return Serialization.unmarshal(
        """
        metadata: {name: p, namespace: lab, uid: u, resourceVersion: "7"}
        spec:
          schedulerName: %s
          nodeName: "%s"
          resourceClaims: [{name: gpu, resourceClaimTemplateName: t}]
          containers: [{name: c, resources: {requests: {cpu: 500m}, claims: [{name: gpu}]}}]
        """
            .formatted(scheduler, node),
        Pod.class);
  }

  @Test
  void aPodWithSomeIsNotPlacedAndToldWhy() {
    image.put(pod("ours", ""));
    assertThat(image.seen().groups()).isEmpty();
    assertThat(image.seen().strays())
        .extracting(Seen.Stray::why)
        .containsExactly(
            "The pod cannot be placed, correct its specification: resource claim 'gpu' is dynamic,"
                + " and this scheduler allocates none; ask for extended resources instead, or name"
                + " another scheduler");
  }

  @Test
  void onePlacedByOthersHoldsItsRoom() {
    image.put(Serialization.unmarshal("metadata: {name: a}\nspec: {}\nstatus: {}", Node.class));
    image.put(pod("others", ""));
    assertThat(image.seen().strays()).isEmpty();
    image.put(pod("ours", "a"));
    assertThat(image.seen().strays()).isEmpty();
    assertThat(image.seen().nodes().nodes().getFirst().used().amount("cpu")).isEqualTo(500);
  }
}
