package dev.mooring.cluster.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;

/** What is measured with. */
final class BenchObjects {
  /** Of the nodes without a machine, and of what goes to them. */
  static final String LABEL = "bench.mooring.dev/fake";

  /** Of plain pods and of those of gangs without a job. */
  static final String MARK = "bench.mooring.dev/of";

  /** What a user writes of each pod, in YAML; both kinds have the same. */
  private static final String TEMPLATE =
      """
      nodeSelector: {LABEL: "true"}
      tolerations: [{key: LABEL, operator: Exists}]
      containers:
      - name: pytorch
        image: mooring.internal/none:1
        resources: {requests: {cpu: 100m, memory: 64Mi}}
      """
          .replace("LABEL", LABEL);

  private static final PodSpec SPEC = Serialization.unmarshal(TEMPLATE, PodSpec.class);

  private BenchObjects() {}

  /** No scheduler looks at it. */
  static Pod pod(String namespace, int number) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("plain-" + number)
        .withNamespace(namespace)
        .addToLabels(MARK, "bench")
        .endMetadata()
        .withNewSpecLike(SPEC)
        .withSchedulerName("nobody")
        .endSpec()
        .build();
  }

  static GenericKubernetesResource job(String namespace, int number, int replicas) {
    return Serialization.unmarshal(
        """
        apiVersion: kubeflow.org/v1
        kind: PyTorchJob
        metadata: {name: job-NUMBER, namespace: NAMESPACE}
        spec:
          pytorchReplicaSpecs:
            Worker:
              replicas: REPLICAS
              template:
                spec:
        TEMPLATE\
        """
            .replace("NUMBER", Integer.toString(number))
            .replace("NAMESPACE", namespace)
            .replace("REPLICAS", Integer.toString(replicas))
            .replace("TEMPLATE", TEMPLATE.indent(10)),
        GenericKubernetesResource.class);
  }
}
