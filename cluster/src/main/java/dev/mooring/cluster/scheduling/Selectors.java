package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.model.NodeTerm;
import dev.mooring.scheduling.model.Requirement;
import dev.mooring.scheduling.model.Requirement.Operator;
import dev.mooring.scheduling.model.Selector;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kubernetes' selectors as the core's. */
final class Selectors {
  private Selectors() {}

  /** Absent selects nothing, empty everything. */
  static Selector podLabels(@Nullable LabelSelector selector) {
    return selector == null ? Selector.NOTHING : labels(selector);
  }

  /** Absent or empty selects everything. */
  static Selector labels(@Nullable LabelSelector selector) {
    if (selector == null) {
      return Selector.EVERYTHING;
    }
    return new Selector(
        Stream.concat(
                Maps.of(selector.getMatchLabels()).entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(label -> Requirement.in(label.getKey(), label.getValue())),
                selector.getMatchExpressions().stream()
                    .map(e -> requirement(e.getKey(), e.getOperator(), e.getValues())))
            .toList());
  }

  /** The values that the pod itself has of these labels; a label it has not asks for nothing. */
  static Selector same(@Nullable List<String> keys, Map<String, String> labels) {
    return of(keys, labels, Operator.IN);
  }

  static Selector other(@Nullable List<String> keys, Map<String, String> labels) {
    return of(keys, labels, Operator.NOT_IN);
  }

  private static Selector of(
      @Nullable List<String> keys, Map<String, String> labels, Operator operator) {
    return new Selector(
        Objects.requireNonNullElse(keys, List.<String>of()).stream()
            .filter(labels::containsKey)
            .map(key ->
                new Requirement(key, operator, Set.of(Objects.requireNonNull(labels.get(key)))))
            .toList());
  }

  static List<NodeTerm> required(NodeAffinity affinity) {
    var required = affinity.getRequiredDuringSchedulingIgnoredDuringExecution();
    return required == null
        ? List.of()
        : required.getNodeSelectorTerms().stream().map(Selectors::nodeTerm).toList();
  }

  static NodeTerm nodeTerm(NodeSelectorTerm term) {
    return new NodeTerm(all(term.getMatchExpressions()), all(term.getMatchFields()));
  }

  private static Selector all(List<NodeSelectorRequirement> requirements) {
    return new Selector(
        requirements.stream()
            .map(r -> requirement(r.getKey(), r.getOperator(), r.getValues()))
            .toList());
  }

  private static Requirement requirement(
      String key, String operator, @Nullable List<String> values) {
    return new Requirement(
        key,
        switch (operator) {
          case "In" -> Operator.IN;
          case "NotIn" -> Operator.NOT_IN;
          case "Exists" -> Operator.EXISTS;
          case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
          case "Gt" -> Operator.GT;
          case "Lt" -> Operator.LT;
          // The API server lets no other in.
          default -> throw new IllegalArgumentException("Unknown selector operator: " + operator);
        },
        Set.copyOf(Objects.requireNonNullElse(values, List.<String>of())));
  }
}
