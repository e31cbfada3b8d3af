package dev.mooring.agent.init;

import dev.mooring.cluster.install.ClusterFacts;
import dev.mooring.cluster.install.InstalledCrd;
import dev.mooring.cluster.install.NodeFacts;
import dev.mooring.cluster.install.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether what was found is good enough for the agent. */
final class Preflight {
  /** Native sidecars and CEL rules are on by default from here on. */
  private static final int OLDEST_MINOR = 29;

  /** What the agent's pods request together, with room for one small job. */
  private static final long LEAST_MILLI_CPU = 1000;

  private static final long LEAST_MEMORY = 3L << 29;
  private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+).*");
  private static final String CRDS = "apiextensions.k8s.io";

  private Preflight() {}

  /** What the init job itself does, object by object where its role may name them. */
  static List<Permission> needed(String namespace, String report, List<String> crds) {
    var needed = new ArrayList<Permission>();
    for (var verb : List.of("list", "watch", "create")) {
      needed.add(new Permission(verb, CRDS, "customresourcedefinitions", "", ""));
    }
    for (var crd : crds) {
      needed.add(new Permission("get", CRDS, "customresourcedefinitions", "", crd));
      needed.add(new Permission("patch", CRDS, "customresourcedefinitions", "", crd));
    }
    needed.add(new Permission("create", "scheduling.volcano.sh", "queues", "", ""));
    needed.add(new Permission("list", "", "nodes", "", ""));
    needed.add(new Permission("create", "", "configmaps", namespace, ""));
    needed.add(new Permission("patch", "", "configmaps", namespace, report));
    return needed;
  }

  static List<Check> check(ClusterFacts facts) {
    return List.of(
        version(facts.version()),
        permissions(facts.denied()),
        capacity(facts.nodes()),
        conflicts(facts.crds()));
  }

  private static Check version(String version) {
    var name = "kubernetes-version";
    var numbers = VERSION.matcher(version);
    if (!numbers.matches()) {
      return new Check.Failed(
          name,
          "The API server's version '%s' is not one".formatted(version),
          "Look at what answers: kubectl version");
    }
    var major = Integer.parseInt(numbers.group(1));
    var minor = Integer.parseInt(numbers.group(2));
    return major > 1 || minor >= OLDEST_MINOR
        ? new Check.Passed(name, "Kubernetes %s".formatted(version))
        : new Check.Failed(
            name,
            "Kubernetes is %s, the agent needs 1.%d or later".formatted(version, OLDEST_MINOR),
            "Upgrade the cluster");
  }

  private static Check permissions(List<Permission> denied) {
    var name = "permissions";
    return denied.isEmpty()
        ? new Check.Passed(name, "All that the init job does is granted to it")
        : new Check.Failed(
            name,
            "Not granted to the init job: "
                + denied.stream().map(Permission::toString).collect(Collectors.joining(", ")),
            "Install the chart as it is, with its ClusterRole, as someone who may grant these");
  }

  private static Check capacity(List<NodeFacts> nodes) {
    var name = "capacity";
    var ready = nodes.stream().filter(NodeFacts::ready).toList();
    var cpu = ready.stream().mapToLong(NodeFacts::milliCpu).sum();
    var memory = ready.stream().mapToLong(NodeFacts::memoryBytes).sum();
    var found =
        String.format(
            Locale.ROOT,
            "%d of %d nodes take pods, with %.1f CPUs and %.1f GiB of memory allocatable",
            ready.size(),
            nodes.size(),
            cpu / 1000.0,
            memory / (double) (1L << 30));
    return cpu >= LEAST_MILLI_CPU && memory >= LEAST_MEMORY
        ? new Check.Passed(name, found)
        : new Check.Failed(
            name,
            found + "; the agent needs 1 CPU and 1.5 GiB",
            "Add a node, or make one ready: kubectl get nodes");
  }

  private static Check conflicts(List<InstalledCrd> crds) {
    var name = "conflicts";
    var foreign = crds.stream().filter(crd -> !crd.ours()).toList();
    return foreign.isEmpty()
        ? new Check.Passed(name, "No other owner of the agent's CRDs")
        : new Check.Failed(
            name,
            foreign.stream()
                .map(crd -> "CRD %s was installed by %s".formatted(crd.name(), crd.owner()))
                .collect(Collectors.joining(", ")),
            "Uninstall what brought them, or label them app.kubernetes.io/part-of=mooring to hand them over");
  }
}
