package dev.mooring.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples that Kubeflow publishes run as they are, but for their images: ours takes their
 * place, with a program of ours where theirs had one, and without the GPUs and the disks that the
 * test's nodes lack.
 */
final class UpstreamManifestsTest {
  /** Others' files are not part of the tree; they may lie beside it. */
  private static final Path FOLDER =
      Optional.ofNullable(System.getenv("MOORING_UPSTREAM_MANIFESTS"))
          .map(Path::of)
          .orElse(Lab.home().resolveSibling("shared/data/upstream-manifests"));

  private static final String RANKS = "ranks.py";
  private static final String CLUSTER = "cluster.py";
  private static final String SUM = "sum.py";

  /** What stands in for the programs of upstream's images. */
  private static final Map<String, String> PROGRAMS =
      Map.of(
          RANKS,
          """
          import os, torch, torch.distributed as dist
          dist.init_process_group("gloo")
          total = torch.ones(1)
          dist.all_reduce(total)
          print("ranks", int(total), flush=True)
          os._exit(0 if total == dist.get_world_size() else 1)
          """,
          CLUSTER,
          """
          import json, os, socket, time
          config = json.loads(os.environ.get("TF_CONFIG", '{"cluster": {}}'))
          for host in [h for hosts in config["cluster"].values() for h in hosts]:
              name, port = host.rsplit(":", 1)
              while True:
                  try:
                      print(host, socket.getaddrinfo(name, int(port))[0][4][0], flush=True)
                      break
                  except socket.gaierror:
                      time.sleep(0.5)
          """,
          SUM,
          """
          from mpi4py import MPI
          world = MPI.COMM_WORLD
          assert world.allreduce(1) == world.size == 2
          print("sum", world.size, "on", MPI.Get_processor_name(), flush=True)
          """,
          "pi-mpi",
          "#!/bin/sh\nexec python3 /stand-in/sum.py\n",
          "hostname",
          "#!/bin/sh\nhostname\n",
          "mpich",
          "#!/bin/sh\nexec mpirun.mpich \"$@\"\n",
          "hydra",
          """
          #!/bin/sh
          set -eu
          hosts=$(cut -d: -f1 "$I_MPI_HYDRA_HOST_FILE")
          [ "$(echo "$hosts" | wc -l)" = 2 ]
          for host in $hosts; do ssh $I_MPI_HYDRA_BOOTSTRAP_EXEC_EXTRA_ARGS "$host" "$3"; done
          """,
          "horovodrun",
          """
          #!/bin/sh
          until [ "$(/etc/mpi/discover_hosts.sh | wc -l)" = 2 ]; do sleep 1; done
          /etc/mpi/discover_hosts.sh
          """);

  /**
   * Where a program is found in upstream's image.
   *
   * @param role of the pods that have it there; empty for all
   */
  private record Place(String program, String path, String role) {
    static Place of(String program, String path) {
      return new Place(program, path, "");
    }
  }

  /** What upstream's image has, told by the name of the manifest's file. */
  private static List<Place> places(String file) {
    return switch (file) {
      case "horovod_tensorflow-mnist.yaml" ->
          List.of(Place.of(SUM, "/examples/tensorflow_mnist.py"));
      case "tensorflow-benchmarks_tensorflow-benchmarks.yaml" ->
          List.of(Place.of(SUM, "/work/scripts/tf_cnn_benchmarks/tf_cnn_benchmarks.py"));
      case "pi_pi.yaml" -> List.of(Place.of("pi-mpi", "/home/mpiuser/pi"));
      case "pi_pi-mpich.yaml" ->
          List.of(
              Place.of("hostname", "/home/mpiuser/pi"),
              new Place("mpich", "/usr/local/bin/mpirun", "Launcher"));
      case "pi_pi-intel.yaml" ->
          List.of(
              Place.of("hostname", "/home/mpiuser/pi"),
              new Place("hydra", "/usr/local/bin/mpirun", "Launcher"));
      case "mpi_tensorflow-mnist-elastic.yaml" ->
          List.of(new Place("horovodrun", "/usr/local/bin/horovodrun", "Launcher"));
      case "mpi_tensorflow-mnist.yaml" ->
          List.of(Place.of(SUM, "/horovod/examples/tensorflow2/tensorflow2_mnist.py"));
      case "pytorch_cpu-demo_demo.yaml" -> List.of(Place.of(RANKS, "/work/demo.py"));
      case "pytorch_elastic_echo_echo.yaml" -> List.of(Place.of(RANKS, "/work/echo.py"));
      case "pytorch_elastic_imagenet_imagenet.yaml" ->
          List.of(Place.of(RANKS, "/workspace/examples/imagenet.py"));
      case "pytorch_simple.yaml" -> List.of(Place.of(RANKS, "/opt/pytorch-mnist/mnist.py"));
      case "tensorflow_simple.yaml", "tensorflow_mnist_with_summaries_tf_job_mnist.yaml" ->
          List.of(Place.of(CLUSTER, "/var/tf_mnist/mnist_with_summaries.py"));
      // These images start their program themselves.
      default -> List.of();
    };
  }

  static List<Path> manifests() throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      return List.of(FOLDER);
    }
    try (var all = Files.walk(FOLDER)) {
      return all.filter(path -> path.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void exampleRunsToItsEnd(Path file) throws IOException {
    assumeTrue(
        Files.isRegularFile(file),
        "No upstream manifests in %s; MOORING_UPSTREAM_MANIFESTS names their folder"
            .formatted(FOLDER));
    var manifest = Serialization.unmarshal(Files.readString(file), GenericKubernetesResource.class);
    try (var sandbox = Sandbox.open()) {
      programs(sandbox);
      templates(manifest)
          .forEach((role, pod) ->
              fit(manifest.getKind(), role, pod, places(file.getFileName().toString())));
      TrainingJob.create(sandbox, manifest).succeeded();
    }
  }

  private static void programs(Sandbox sandbox) {
    Lab.client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("stand-in")
                .withNamespace(sandbox.namespace())
                .endMetadata()
                .withData(PROGRAMS)
                .build())
        .serverSideApply();
  }

  /** The pods' specifications by role. */
  private static Map<String, Map<String, Object>> templates(GenericKubernetesResource manifest) {
    var key = manifest.getKind().replace("Job", "").toLowerCase(Locale.ROOT) + "ReplicaSpecs";
    Map<String, Map<String, Map<String, Map<String, Object>>>> roles = manifest.get("spec", key);
    var templates = new TreeMap<String, Map<String, Object>>();
    roles.forEach((role, spec) ->
        templates.put(
            role,
            Objects.requireNonNull(Objects.requireNonNull(spec.get("template")).get("spec"))));
    return templates;
  }

  private static void fit(String kind, String role, Map<String, Object> pod, List<Place> places) {
    pod.put("terminationGracePeriodSeconds", 1);
    pod.put(
        "volumes",
        List.of(
            Map.of(
                "name", "stand-in", "configMap", Map.of("name", "stand-in", "defaultMode", 0755)),
            Map.of("name", "training", "emptyDir", Map.of())));
    @SuppressWarnings("unchecked")
    var containers = Objects.requireNonNull((List<Map<String, Object>>) pod.get("containers"));
    for (var container : containers) {
      container.put(
          "image", Lab.setting("MOORING_IMAGE_" + (kind.equals("MPIJob") ? "MPI" : "PYTORCH")));
      container.put("imagePullPolicy", "IfNotPresent");
      container.put("resources", Map.of("requests", Map.of("cpu", "20m")));
      var mounts = new ArrayList<Object>();
      mounts.add(Map.of("name", "stand-in", "mountPath", "/stand-in"));
      mounts.add(Map.of("name", "training", "mountPath", "/train"));
      places.stream()
          .filter(place -> place.role().isEmpty() || place.role().equals(role))
          .map(place ->
              Map.of("name", "stand-in", "mountPath", place.path(), "subPath", place.program()))
          .forEach(mounts::add);
      container.put("volumeMounts", mounts);
      if (places.isEmpty() && Stream.of("PyTorchJob", "TFJob").anyMatch(kind::equals)) {
        container.put(
            "command", List.of("python3", "/stand-in/" + (kind.equals("TFJob") ? CLUSTER : RANKS)));
      }
    }
  }
}
