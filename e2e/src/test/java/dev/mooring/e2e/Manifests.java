package dev.mooring.e2e;

/** Jobs as YAML; {@code NAMESPACE} stands for the test's. */
final class Manifests {
  private Manifests() {}

  /**
   * A master and some workers that run the same shell command.
   *
   * @param resources the requests, such as {@code {cpu: 10m}}
   */
  static String job(String name, int workers, String command, String resources) {
    return job(name, workers, command, resources, Lab.pytorchImage());
  }

  static String job(String name, int workers, String command, String resources, String image) {
    var template =
        """
              replicas: %d
              restartPolicy: Never
              template:
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: pytorch
                    image: %s
                    command: [sh, -c, '%s']
                    resources: {requests: %s, limits: %s}
        """;
    var limits = resources.contains("/") ? resources : "{}";
    var replicas =
        "    Master:\n"
            + template.formatted(1, image, command, resources, limits)
            + (workers == 0
                ? ""
                : "    Worker:\n" + template.formatted(workers, image, command, resources, limits));
    return """
    apiVersion: kubeflow.org/v1
    kind: PyTorchJob
    metadata: {name: %s, namespace: NAMESPACE}
    spec:
      pytorchReplicaSpecs:
    """
            .formatted(name)
        + replicas;
  }
}
