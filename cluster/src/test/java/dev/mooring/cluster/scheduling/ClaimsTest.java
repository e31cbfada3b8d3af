package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.scheduling.Claims.Need;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClaimsTest {
  private final Claims claims = new Claims();

  @Test
  void theSmallestVolumeThatIsLargeEnoughIsGiven() {
    claims.put(
        new StorageClassBuilder()
            .withNewMetadata()
            .withName("disks")
            .endMetadata()
            .withProvisioner("kubernetes.io/no-provisioner")
            .withVolumeBindingMode("WaitForFirstConsumer")
            .build());
    for (var size : List.of("8Gi", "500Mi", "2Gi", "1Gi", "4Gi")) {
      claims.put(volume(size));
    }
    claims.put(claim("much", "3Gi"));
    claims.put(claim("little", "1Gi"));
    claims.put(claim("most", "9Gi"));

    assertThat(given("much")).isEqualTo("volume-4Gi");
    assertThat(given("little")).isEqualTo("volume-1Gi");
    assertThat(need("most")).isEqualTo(new Need.Missing("claim most has no free volume on n1"));
  }

  private String given(String claim) {
    return ((Need.Given) need(claim)).volume().getMetadata().getName();
  }

  private Need need(String claim) {
    var node =
        new NodeBuilder()
            .withNewMetadata()
            .withName("n1")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .endStatus()
            .build();
    return claims.need("lab", claim, Nodes.of(node, Map.of(), List.of()));
  }

  private static PersistentVolume volume(String size) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName("volume-" + size)
        .endMetadata()
        .withNewSpec()
        .withStorageClassName("disks")
        .withCapacity(Map.of("storage", new Quantity(size)))
        .withAccessModes("ReadWriteOnce")
        .endSpec()
        .withNewStatus()
        .withPhase("Available")
        .endStatus()
        .build();
  }

  private static PersistentVolumeClaim claim(String name, String size) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("lab")
        .endMetadata()
        .withNewSpec()
        .withStorageClassName("disks")
        .withAccessModes("ReadWriteOnce")
        .withNewResources()
        .withRequests(Map.of("storage", new Quantity(size)))
        .endResources()
        .endSpec()
        .build();
  }
}
