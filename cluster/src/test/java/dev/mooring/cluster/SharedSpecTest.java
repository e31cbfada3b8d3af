package dev.mooring.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.PyTorchJob;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SharedSpecTest {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();
  private static final SharedSpec COPIES = new SharedSpec(JSON);

  private static final String JOB =
      """
      apiVersion: kubeflow.org/v1
      kind: PyTorchJob
      metadata: {name: digits, namespace: team, labels: {team: blue}, resourceVersion: "7"}
      spec:
        pytorchReplicaSpecs:
          Worker:
            replicas: 2
            template: {spec: {containers: [{name: pytorch, image: pytorch}]}}
      status:
        conditions: [{type: Created, status: "True"}]
      """;

  @Test
  void aJobIsCopiedAsItIs() {
    var job = JSON.unmarshal(JOB, PyTorchJob.class);
    var copy = COPIES.clone(job);
    assertThat(copy).isNotSameAs(job);
    assertThat(JSON.asYaml(copy)).isEqualTo(JSON.asYaml(job));
  }

  @Test
  void whatAPassChangesIsItsOwn() {
    var job = JSON.unmarshal(JOB, PyTorchJob.class);
    var copy = COPIES.clone(job);
    copy.getMetadata().getLabels().put("team", "red");
    copy.getMetadata().setResourceVersion("8");
    copy.setStatus(null);
    assertThat(JSON.asYaml(job)).isEqualTo(JSON.asYaml(JSON.unmarshal(JOB, PyTorchJob.class)));
    assertThat(copy.getSpec()).isSameAs(job.getSpec());
  }

  @Test
  void anObjectOfAnotherKindIsCopiedWhole() {
    var map =
        new ConfigMapBuilder().withNewMetadata().withName("a").endMetadata().addToData("k", "v");
    var original = map.build();
    ConfigMap copy = COPIES.clone(original);
    assertThat(copy).isEqualTo(original).isNotSameAs(original);
    copy.setData(Map.of());
    assertThat(original.getData()).containsEntry("k", "v");
  }
}
