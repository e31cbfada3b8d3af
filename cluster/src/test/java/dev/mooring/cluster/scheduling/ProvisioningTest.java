package dev.mooring.cluster.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.cluster.scheduling.Claims.Need;
import dev.mooring.scheduling.model.Node;
import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Volume;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Claims whose volumes somebody makes once he is told the node. */
final class ProvisioningTest {
  private final Set<String> nodes = new HashSet<>(Set.of("a", "b"));
  private final Claims claims = new Claims(nodes::contains);

  private static <T> T read(Class<T> type, String yaml) {
    return Serialization.unmarshal(yaml, type);
  }

  private static StorageClass storage(String more) {
    return read(
        StorageClass.class,
        """
        metadata: {name: s}
        provisioner: p
        volumeBindingMode: WaitForFirstConsumer
        """
            + more);
  }

  private static PersistentVolumeClaim claim(String annotations, String status) {
    return read(
        PersistentVolumeClaim.class,
        """
        metadata: {name: c, namespace: lab, annotations: {%s}}
        spec: {storageClassName: s, accessModes: [ReadWriteOnce], volumeName: v}
        status: {%s}
        """
            .formatted(annotations, status));
  }

  private static PersistentVolumeClaim made(String node) {
    return claim("volume.kubernetes.io/selected-node: " + node, "phase: Pending");
  }

  private static Node node(String name, String zone) {
    var node =
        read(
            io.fabric8.kubernetes.api.model.Node.class,
            "metadata: {name: %s, labels: {zone: %s}}\nspec: {}".formatted(name, zone));
    return Nodes.of(node, Map.of(), List.of());
  }

  /** Those of two nodes, each in its zone, on which a pod with the claim may be. */
  private List<String> allowed(boolean shared) {
    return Stream.of(node("a", "x"), node("b", "y"))
        .filter(node ->
            claims.volumes("lab", List.of(Mount.of("c")), _ -> shared).stream()
                .filter(Volume.Unbound.class::isInstance)
                .allMatch(volume -> NodeTerm.any(((Volume.Unbound) volume).anyOf(), node)))
        .map(Node::name)
        .toList();
  }

  private Need need(Node... seats) {
    return claims.needs(Map.of("lab/c", List.of(seats))).values().iterator().next();
  }

  @Test
  void whereTheProvisionerWasToldToIsTheOnlyPlace() {
    claims.put(storage(""));
    claims.put(claim("", "phase: Pending"));
    assertThat(allowed(false)).containsExactly("a", "b");
    assertThat(need(node("b", "y"))).isEqualTo(new Need.Provisioned());
    claims.put(made("a"));
    assertThat(allowed(false)).containsExactly("a");
    assertThat(need(node("b", "y"))).isEqualTo(new Need.BeingMade());
  }

  @Test
  void itMustBeAPlaceThatTheClassAllowsToo() {
    claims.put(storage("allowedTopologies: [{matchLabelExpressions: [{key: zone, values: [y]}]}]"));
    claims.put(made("a"));
    assertThat(allowed(false)).isEmpty();
    claims.put(made("b"));
    assertThat(allowed(false)).containsExactly("b");
  }

  @Test
  void otherPodsThatMountTheClaimMayBeElsewhere() {
    claims.put(storage(""));
    claims.put(made("a"));
    assertThat(allowed(true)).containsExactly("a", "b");
  }

  @Test
  void aNodeThatIsGoneIsNotWaitedFor() {
    claims.put(storage(""));
    claims.put(made("a"));
    nodes.remove("a");
    assertThat(allowed(false)).containsExactly("a", "b");
    assertThat(need(node("b", "y"))).isEqualTo(new Need.Provisioned());
  }

  @Test
  void aVolumeMustReachAllThatMountIt() {
    claims.put(claim("", "phase: Bound"));
    var a = node("a", "x");
    var b = node("b", "y");
    assertThat(need(a))
        .isEqualTo(new Need.Missing("claim lab/c has volume v, which does not exist"));
    claims.put(
        read(
            PersistentVolume.class,
            """
            metadata: {name: v}
            spec:
              nodeAffinity:
                required:
                  nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [x]}]}]
            """));
    assertThat(need(a)).isEqualTo(new Need.Nothing());
    assertThat(need(a, b))
        .isEqualTo(new Need.Missing("claim lab/c has volume v, which node b does not reach"));
    claims.put(read(PersistentVolume.class, "metadata: {name: v}\nspec: {}"));
    assertThat(need(a, b)).isEqualTo(new Need.Nothing());
  }

  @Test
  void podsAreToldApartAgainWhenTheNodeComesOrGoes() {
    var image = new Image("ours");
    var a = read(io.fabric8.kubernetes.api.model.Node.class, "metadata: {name: a}\nspec: {}");
    image.put(storage(""));
    image.put(made("a"));
    image.put(
        read(
            Pod.class,
            """
            metadata: {name: p, namespace: lab, uid: u, resourceVersion: "7"}
            spec:
              schedulerName: ours
              volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]
            """));
    assertThat(place(image)).isEmpty();
    image.put(a);
    assertThat(place(image)).extracting(NodeTerm::toString).containsExactly("metadata.name=a");
    image.remove(a);
    assertThat(place(image)).isEmpty();
  }

  private static List<NodeTerm> place(Image image) {
    return image
        .seen()
        .groups()
        .getFirst()
        .gang()
        .waiting()
        .getFirst()
        .shape()
        .local()
        .volumes()
        .stream()
        .filter(Volume.Unbound.class::isInstance)
        .flatMap(volume -> ((Volume.Unbound) volume).anyOf().stream())
        .toList();
  }
}
