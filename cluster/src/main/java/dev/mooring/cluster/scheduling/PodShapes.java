package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.Company;
import dev.mooring.scheduling.model.HostPort;
import dev.mooring.scheduling.model.NodeRules;
import dev.mooring.scheduling.model.PodShape;
import dev.mooring.scheduling.model.PodTerm;
import dev.mooring.scheduling.model.Resources;
import dev.mooring.scheduling.model.Spread;
import dev.mooring.scheduling.model.Toleration;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a pod's specification says about where it may go; volumes come from {@link Claims}. */
final class PodShapes {
  private PodShapes() {}

  /** Names of the namespaces whose labels a selector selects. */
  @FunctionalInterface
  interface Namespaces {
    Set<String> of(io.fabric8.kubernetes.api.model.LabelSelector selector);
  }

  static PodShape of(Pod pod, Namespaces namespaces) {
    var spec = pod.getSpec();
    var meta = pod.getMetadata();
    var labels = Maps.of(meta.getLabels());
    return new PodShape(
        meta.getNamespace(),
        labels,
        requests(pod),
        nodeRules(spec),
        new Terms(meta.getNamespace(), labels, namespaces).company(spec.getAffinity()),
        spec.getTopologySpreadConstraints().stream().map(c -> spread(c, labels)).toList(),
        new PodShape.Local(ports(spec), List.of()));
  }

  /** Of a pod whose rules make no sense and that has its node all the same: what it takes. */
  static PodShape room(Pod pod) {
    var meta = pod.getMetadata();
    return new PodShape(
        meta.getNamespace(),
        Maps.of(meta.getLabels()),
        Requests.of(pod),
        NodeRules.NONE,
        Company.ANY,
        List.of(),
        PodShape.Local.NONE);
  }

  private static Resources requests(Pod pod) {
    var requests = Requests.of(pod);
    requests
        .amounts()
        .forEach((name, amount) -> {
          if (amount >= Requests.BEYOND_COUNTING) {
            throw new IllegalArgumentException(
                "it asks for more %s than any cluster has".formatted(name));
          }
        });
    return requests;
  }

  private static NodeRules nodeRules(PodSpec spec) {
    var affinity = spec.getAffinity() == null ? null : spec.getAffinity().getNodeAffinity();
    var tolerations = spec.getTolerations().stream().map(PodShapes::toleration).toList();
    var selector = Maps.of(spec.getNodeSelector());
    return affinity == null
        ? new NodeRules(selector, List.of(), List.of(), tolerations)
        : new NodeRules(selector, Selectors.required(affinity), preferred(affinity), tolerations);
  }

  private static List<NodeRules.Preferred> preferred(NodeAffinity affinity) {
    return affinity.getPreferredDuringSchedulingIgnoredDuringExecution().stream()
        .map(term ->
            new NodeRules.Preferred(term.getWeight(), Selectors.nodeTerm(term.getPreference())))
        .toList();
  }

  private static Toleration toleration(io.fabric8.kubernetes.api.model.Toleration t) {
    return new Toleration(
        text(t.getKey()), text(t.getOperator()), text(t.getValue()), text(t.getEffect()));
  }

  /** Only the pod's own labels can fill in a constraint's {@code matchLabelKeys}. */
  private static Spread spread(TopologySpreadConstraint constraint, Map<String, String> labels) {
    return new Spread(
        constraint.getMaxSkew(),
        constraint.getTopologyKey(),
        !"ScheduleAnyway".equals(constraint.getWhenUnsatisfiable()),
        Selectors.podLabels(constraint.getLabelSelector())
            .and(Selectors.same(constraint.getMatchLabelKeys(), labels)),
        Objects.requireNonNullElse(constraint.getMinDomains(), 1),
        !"Ignore".equals(constraint.getNodeAffinityPolicy()),
        "Honor".equals(constraint.getNodeTaintsPolicy()));
  }

  /** Of what runs for good: init containers have ended by then, but for sidecars. */
  private static List<HostPort> ports(PodSpec spec) {
    var host = Boolean.TRUE.equals(spec.getHostNetwork());
    var sidecars =
        spec.getInitContainers().stream()
            .filter(container -> "Always".equals(container.getRestartPolicy()));
    return Stream.concat(sidecars, spec.getContainers().stream())
        .flatMap(container -> container.getPorts().stream())
        .map(port -> port(port, host))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<HostPort> port(ContainerPort port, boolean host) {
    var taken = port.getHostPort() == null && host ? port.getContainerPort() : port.getHostPort();
    return Optional.ofNullable(taken)
        .filter(number -> number != 0)
        .map(number -> new HostPort(text(port.getProtocol()), text(port.getHostIP()), number));
  }

  /** Pod terms of one pod, whose namespace and labels they refer to. */
  private record Terms(String namespace, Map<String, String> labels, Namespaces namespaces) {
    Company company(@Nullable Affinity affinity) {
      if (affinity == null) {
        return Company.ANY;
      }
      var near = affinity.getPodAffinity();
      var apart = affinity.getPodAntiAffinity();
      if (near == null && apart == null) {
        return Company.ANY;
      }
      return new Company(
          near == null ? List.of() : all(near.getRequiredDuringSchedulingIgnoredDuringExecution()),
          apart == null
              ? List.of()
              : all(apart.getRequiredDuringSchedulingIgnoredDuringExecution()),
          near == null
              ? List.of()
              : weighted(near.getPreferredDuringSchedulingIgnoredDuringExecution()),
          apart == null
              ? List.of()
              : weighted(apart.getPreferredDuringSchedulingIgnoredDuringExecution()));
    }

    private List<PodTerm> all(List<PodAffinityTerm> terms) {
      return terms.stream().map(this::term).toList();
    }

    private List<Company.Preferred> weighted(List<WeightedPodAffinityTerm> terms) {
      return terms.stream()
          .map(term -> new Company.Preferred(term.getWeight(), term(term.getPodAffinityTerm())))
          .toList();
    }

    private PodTerm term(PodAffinityTerm term) {
      return new PodTerm(
          Selectors.podLabels(term.getLabelSelector())
              .and(Selectors.same(term.getMatchLabelKeys(), labels))
              .and(Selectors.other(term.getMismatchLabelKeys(), labels)),
          places(term),
          term.getTopologyKey());
    }

    /** Neither names nor a selector is the pod's own namespace; an empty selector is all. */
    private PodTerm.Namespaces places(PodAffinityTerm term) {
      var selector = term.getNamespaceSelector();
      if (selector == null) {
        return term.getNamespaces().isEmpty()
            ? PodTerm.Namespaces.of(namespace)
            : new PodTerm.Namespaces(false, Set.copyOf(term.getNamespaces()));
      }
      if (Maps.of(selector.getMatchLabels()).isEmpty()
          && selector.getMatchExpressions().isEmpty()) {
        return PodTerm.Namespaces.ALL;
      }
      var names = new HashSet<>(term.getNamespaces());
      names.addAll(namespaces.of(selector));
      return new PodTerm.Namespaces(false, names);
    }
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
