package dev.mooring.e2e;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * A resource of a test's own on every node: what it counts, other tests do not take. The kubelet
 * keeps what is advertised so ("Advertise Extended Resources for a Node" of the Kubernetes docs).
 */
record Slots(String name) implements AutoCloseable {
  static Slots one(String name) {
    var slots = new Slots("e2e.mooring.dev/" + name);
    slots.patch("\"1\"");
    Sandbox.await("the kubelets offer " + name)
        .until(() ->
            Lab.client().nodes().list().getItems().stream()
                .allMatch(node -> node.getStatus().getAllocatable().containsKey(slots.name())));
    return slots;
  }

  private void patch(String amount) {
    for (var node : Lab.client().nodes().list().getItems()) {
      Lab.client()
          .nodes()
          .withName(node.getMetadata().getName())
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.STRATEGIC_MERGE),
              "{\"status\": {\"capacity\": {\"%s\": %s}}}".formatted(name, amount));
    }
  }

  @Override
  public void close() {
    patch("null");
  }
}
