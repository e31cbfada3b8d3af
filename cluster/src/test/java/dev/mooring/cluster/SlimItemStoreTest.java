package dev.mooring.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SlimItemStoreTest {
  private final SlimItemStore<Pod> store =
      new SlimItemStore<>(
          pod -> {
            pod.getMetadata().setAnnotations(Map.of());
            return pod;
          },
          pod -> pod.getStatus().getPhase().equals("Failed"));

  private static Pod pod(String name, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("lab")
        .withUid("uid of " + name)
        .addToLabels("training.kubeflow.org/replica-index", "3")
        .endMetadata()
        .withNewSpec()
        .withNodeName("n1")
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .withMessage("Größe „überschritten“")
        .endStatus()
        .build();
  }

  private Pod put(Pod pod) {
    store.put(store.getKey(pod), pod);
    return pod;
  }

  @Test
  void whatHasEndedComesBackAsItWas() {
    var first = put(pod("a", "Failed"));
    var second = put(pod("b", "Failed"));
    assertThat(store.get("lab/a")).isEqualTo(first).isNotSameAs(first);
    assertThat(store.values()).containsExactlyInAnyOrder(first, second);
    assertThat(store.keySet()).containsExactlyInAnyOrder("lab/a", "lab/b");
    assertThat(store.remove("lab/b")).isEqualTo(second);
    assertThat(store.size()).isEqualTo(1);
    assertThat(store.get("lab/b")).isNull();
  }

  @Test
  void whatHasNotEndedIsTheObjectItself() {
    var running = put(pod("a", "Running"));
    assertThat(store.get("lab/a")).isSameAs(running);
    var ended = pod("a", "Failed");
    assertThat(store.put("lab/a", ended)).isSameAs(running);
    assertThat(store.get("lab/a")).isEqualTo(ended);
  }

  @Test
  void trimmedAndManagedFieldsAreForgotten() {
    var pod = pod("a", "Failed");
    pod.getMetadata().setAnnotations(Map.of("many", "words"));
    pod.getMetadata()
        .setManagedFields(List.of(new ManagedFieldsEntryBuilder().withManager("kubectl").build()));
    put(pod);
    var kept = Objects.requireNonNull(store.get("lab/a")).getMetadata();
    assertThat(kept.getManagedFields()).isEmpty();
    assertThat(kept.getAnnotations()).isNullOrEmpty();
  }

  @Test
  void onlyWhatIsStillThereIsReduced() {
    var first = put(pod("a", "Pending"));
    var less = pod("a", "");
    store.reduce(first, less);
    assertThat(store.get("lab/a")).isSameAs(less);
    var second = put(pod("a", "Running"));
    store.reduce(first, less);
    assertThat(store.get("lab/a")).isSameAs(second);
  }

  @Test
  void aPackedObjectIsMuchSmallerThanItsJson() {
    var packing = Packing.like(pod("a", "Failed"));
    var packed = packing.pack(pod("b", "Failed"));
    assertThat(packed.size()).isLessThan(packed.length() / 5);
    assertThat(packed.unpack()).isEqualTo(pod("b", "Failed"));
  }
}
