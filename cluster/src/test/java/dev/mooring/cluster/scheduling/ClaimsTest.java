package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.scheduling.Claims.Need;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.Volume;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ClaimsTest {
  private final Claims claims = new Claims();

  @Test
  void theSmallestVolumeThatIsLargeEnoughIsGiven() {
    disks();
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

  @Test
  void aVolumeThatAnotherClaimCannotDoWithoutIsNotOffered() {
    disks();
    claims.put(volume("1Gi", "n1"));
    claims.put(volume("2Gi", "n2"));
    claims.put(claim("little", "1Gi"));
    assertThat(nodes("little")).containsExactlyInAnyOrder("n1", "n2");

    claims.put(claim("much", "2Gi"));
    assertThat(nodes("little")).containsExactly("n1");
    assertThat(nodes("much")).containsExactly("n2");

    claims.put(volume("3Gi", "n3"));
    assertThat(nodes("little")).containsExactlyInAnyOrder("n1", "n2", "n3");
    assertThat(nodes("much")).containsExactlyInAnyOrder("n2", "n3");
  }

  @Test
  void whereNotAllCanHaveOneEachIsOfferedWhatFits() {
    disks();
    claims.put(volume("1Gi", "n1"));
    claims.put(volume("2Gi", "n2"));
    for (var name : List.of("one", "two", "three")) {
      claims.put(claim(name, "2Gi"));
      assertThat(nodes(name)).containsExactly("n2");
    }
  }

  private List<String> nodes(String claim) {
    return claims.volumes("lab", List.of(claim)).stream()
        .flatMap(volume -> ((Volume.Unbound) volume).anyOf().stream())
        .flatMap(term -> Stream.of("n1", "n2", "n3").filter(name -> term.selects(node(name))))
        .toList();
  }

  private String given(String claim) {
    return ((Need.Given) need(claim)).volume().getMetadata().getName();
  }

  private Need need(String claim) {
    return claims.need("lab", claim, node("n1"));
  }

  private static Node node(String name) {
    var node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels("kubernetes.io/hostname", name)
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .endStatus()
            .build();
    return Nodes.of(node, Map.of(), List.of());
  }

  private void disks() {
    claims.put(
        new StorageClassBuilder()
            .withNewMetadata()
            .withName("disks")
            .endMetadata()
            .withProvisioner("kubernetes.io/no-provisioner")
            .withVolumeBindingMode("WaitForFirstConsumer")
            .build());
  }

  private static PersistentVolume volume(String size, String node) {
    return volume(size)
        .edit()
        .editSpec()
        .withNewNodeAffinity()
        .withNewRequired()
        .addNewNodeSelectorTerm()
        .addNewMatchExpression()
        .withKey("kubernetes.io/hostname")
        .withOperator("In")
        .withValues(node)
        .endMatchExpression()
        .endNodeSelectorTerm()
        .endRequired()
        .endNodeAffinity()
        .endSpec()
        .build();
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
