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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClaimsTest {
  private final Claims claims = new Claims(_ -> true);

  @Test
  void theSmallestVolumeThatIsLargeEnoughIsGiven() {
    disks();
    for (var size : List.of("8Gi", "500Mi", "2Gi", "1Gi", "4Gi")) {
      claims.put(volume(size));
    }
    claims.put(claim("much", "3Gi"));
    claims.put(claim("little", "1Gi"));
    claims.put(claim("most", "9Gi"));

    assertThat(needs("much", "little", "most"))
        .isEqualTo(
            Map.of(
                "much",
                "volume-4Gi",
                "little",
                "volume-1Gi",
                "most",
                "claim lab/most has no free volume on n1"));
  }

  @Test
  void whatAnotherClaimCannotDoWithoutIsOfferedAsSuch() {
    disks();
    claims.put(volume("1Gi", "n1"));
    claims.put(volume("2Gi", "n2"));
    claims.put(claim("little", "1Gi"));
    assertThat(offers("little")).containsExactly("volume-1Gi", "volume-2Gi");

    claims.put(claim("much", "2Gi"));
    assertThat(offers("little")).containsExactly("volume-1Gi", "volume-2Gi needed");
    assertThat(offers("much")).containsExactly("volume-2Gi");

    claims.put(volume("3Gi", "n3"));
    assertThat(offers("little")).containsExactly("volume-1Gi", "volume-2Gi", "volume-3Gi");
    assertThat(offers("much")).containsExactly("volume-2Gi", "volume-3Gi");
  }

  @Test
  void whereNotAllCanHaveOneEachIsOfferedWhatFits() {
    disks();
    claims.put(volume("1Gi", "n1"));
    claims.put(volume("2Gi", "n2"));
    for (var name : List.of("one", "two", "three")) {
      claims.put(claim(name, "2Gi"));
      assertThat(offers(name)).containsExactly("volume-2Gi");
    }
  }

  @Test
  void aVolumeThatWasGivenToTheClaimIsTheOnlyOne() {
    disks();
    claims.put(volume("1Gi", "n1"));
    claims.put(given(volume("2Gi", "n2"), "mine", null));
    claims.put(claim("mine", "1Gi"));
    claims.put(claim("other", "1Gi"));
    assertThat(offers("mine")).containsExactly("volume-2Gi");
    assertThat(offers("other")).containsExactly("volume-1Gi");
  }

  @Test
  void aVolumeOfAnEarlierClaimOfTheNameIsNotGiven() {
    disks();
    claims.put(volume("1Gi", "n1"));
    claims.put(given(volume("2Gi", "n2"), "mine", "uid-then"));
    claims.put(given(volume("3Gi", "n2"), "same", "uid-now"));
    for (var name : List.of("mine", "same")) {
      claims.put(claim(name, "1Gi").edit().editMetadata().withUid("uid-now").endMetadata().build());
    }
    assertThat(offers("mine")).containsExactly("volume-1Gi");
    assertThat(offers("same")).containsExactly("volume-3Gi");
  }

  private static PersistentVolume given(
      PersistentVolume volume, String claim, @Nullable String uid) {
    return volume
        .edit()
        .editSpec()
        .withNewClaimRef()
        .withNamespace("lab")
        .withName(claim)
        .withUid(uid)
        .endClaimRef()
        .endSpec()
        .build();
  }

  @Test
  void aVolumeThatAClaimIsSeenToHaveIsNotFreeThoughItIsNotSeenToBeGiven() {
    disks();
    claims.put(volume("1Gi", "n1"));
    claims.put(volume("2Gi", "n2"));
    claims.put(claim("other", "1Gi"));
    claims.put(
        claim("has", "1Gi")
            .edit()
            .editSpec()
            .withVolumeName("volume-1Gi")
            .endSpec()
            .withNewStatus()
            .withPhase("Bound")
            .endStatus()
            .build());
    assertThat(offers("other")).containsExactly("volume-2Gi");
  }

  @Test
  void claimsOfAGangAreServedTogether() {
    disks();
    claims.put(volume("1Gi", "n1"));
    claims.put(volume("2Gi", "n1"));
    claims.put(labelled(volume("3Gi", "n1")));
    claims.put(claim("any", "1Gi"));
    claims.put(selecting(claim("labelled", "1Gi")));
    claims.put(claim("much", "2Gi"));

    assertThat(needs("any", "labelled", "much"))
        .isEqualTo(Map.of("any", "volume-1Gi", "labelled", "volume-3Gi", "much", "volume-2Gi"));
    // Those of others are left alone where that is possible.
    assertThat(needs("much")).isEqualTo(Map.of("much", "volume-2Gi"));
    claims.remove(volume("2Gi", "n1"));
    assertThat(needs("any", "labelled", "much"))
        .containsEntry("much", "claim lab/much has no free volume on n1");
    assertThat(needs("much")).isEqualTo(Map.of("much", "volume-3Gi"));
  }

  @Test
  void aVolumeOfAnotherModeOrOneThatIsBeingDeletedIsNotGiven() {
    disks();
    claims.put(inMode(volume("1Gi"), "Block"));
    claims.put(inMode(volume("2Gi"), "Filesystem"));
    claims.put(volume("3Gi"));
    claims.put(
        volume("4Gi")
            .edit()
            .editMetadata()
            .withDeletionTimestamp("2026-11-28T11:00:00Z")
            .endMetadata()
            .build());
    claims.put(claim("files", "1Gi"));
    claims.put(claim("blocks", "1Gi").edit().editSpec().withVolumeMode("Block").endSpec().build());

    assertThat(offers("files")).containsExactly("volume-2Gi", "volume-3Gi");
    assertThat(offers("blocks")).containsExactly("volume-1Gi");
    assertThat(needs("files", "blocks"))
        .isEqualTo(Map.of("files", "volume-2Gi", "blocks", "volume-1Gi"));
  }

  private static PersistentVolume inMode(PersistentVolume volume, String mode) {
    return volume.edit().editSpec().withVolumeMode(mode).endSpec().build();
  }

  private static PersistentVolume labelled(PersistentVolume volume) {
    return volume.edit().editMetadata().addToLabels("fast", "yes").endMetadata().build();
  }

  private static PersistentVolumeClaim selecting(PersistentVolumeClaim claim) {
    return claim
        .edit()
        .editSpec()
        .withNewSelector()
        .addToMatchLabels("fast", "yes")
        .endSelector()
        .endSpec()
        .build();
  }

  private List<String> offers(String claim) {
    return claims.volumes("lab", List.of(Mount.of(claim)), _ -> false).stream()
        .flatMap(volume -> ((Volume.OneOf) volume).offers().all().stream())
        .map(offer -> offer.volume() + (offer.spare() ? "" : " needed"))
        .toList();
  }

  /** Names of volumes by claim, or what lacks, for pods on n1. */
  private Map<String, String> needs(String... names) {
    var nodes = new LinkedHashMap<String, List<Node>>();
    for (var name : names) {
      nodes.put("lab/" + name, List.of(node("n1")));
    }
    return claims.needs(nodes).entrySet().stream()
        .collect(
            Collectors.toMap(
                need -> need.getKey().substring("lab/".length()),
                need ->
                    switch (need.getValue()) {
                      case Need.Given(var volume) -> volume.getMetadata().getName();
                      case Need.Missing(var why) -> why;
                      case Need.Nothing _ -> "nothing";
                      case Need.Provisioned _ -> "provisioned";
                      case Need.BeingMade _ -> "being made";
                    }));
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
