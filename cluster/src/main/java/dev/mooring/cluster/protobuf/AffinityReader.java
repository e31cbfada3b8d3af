package dev.mooring.cluster.protobuf;

import static dev.mooring.cluster.protobuf.Messages.message;
import static dev.mooring.cluster.protobuf.Messages.only;
import static dev.mooring.cluster.protobuf.Messages.skip;
import static dev.mooring.cluster.protobuf.Messages.withText;

import com.google.protobuf.CodedInputStream;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Which nodes and which pods a pod wants to be near, and which not. */
final class AffinityReader {
  private AffinityReader() {}

  static Affinity affinity(CodedInputStream in) throws IOException {
    var affinity = new Affinity();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> affinity.setNodeAffinity(ofNodes(each));
            case 2 -> {
              var near = new PodAffinity();
              affinity.setPodAffinity(near);
              ofPods(
                  each,
                  near.getRequiredDuringSchedulingIgnoredDuringExecution(),
                  near.getPreferredDuringSchedulingIgnoredDuringExecution());
            }
            case 3 -> {
              var apart = new PodAntiAffinity();
              affinity.setPodAntiAffinity(apart);
              ofPods(
                  each,
                  apart.getRequiredDuringSchedulingIgnoredDuringExecution(),
                  apart.getPreferredDuringSchedulingIgnoredDuringExecution());
            }
            default -> skip(each);
          }
        });
    return affinity;
  }

  private static NodeAffinity ofNodes(CodedInputStream in) throws IOException {
    var affinity = new NodeAffinity();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> {
              var required = new NodeSelector();
              affinity.setRequiredDuringSchedulingIgnoredDuringExecution(required);
              var _ = only(each, 1, term -> required.getNodeSelectorTerms().add(nodeTerm(term)));
            }
            case 2 ->
                affinity.getPreferredDuringSchedulingIgnoredDuringExecution().add(preferred(each));
            default -> skip(each);
          }
        });
    return affinity;
  }

  private static PreferredSchedulingTerm preferred(CodedInputStream in) throws IOException {
    var preferred = new PreferredSchedulingTerm();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> preferred.setWeight(each.readInt32());
            case 2 -> preferred.setPreference(nodeTerm(each));
            default -> skip(each);
          }
        });
    return preferred;
  }

  private static NodeSelectorTerm nodeTerm(CodedInputStream in) throws IOException {
    var term = new NodeSelectorTerm();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> term.getMatchExpressions().add(ofNode(each));
            case 2 -> term.getMatchFields().add(ofNode(each));
            default -> skip(each);
          }
        });
    return term;
  }

  private static NodeSelectorRequirement ofNode(CodedInputStream in) throws IOException {
    var requirement = new NodeSelectorRequirement();
    requirement(in, requirement::setKey, requirement::setOperator, requirement.getValues());
    return requirement;
  }

  /** Both kinds have the same fields. */
  private static void ofPods(
      CodedInputStream in, List<PodAffinityTerm> required, List<WeightedPodAffinityTerm> preferred)
      throws IOException {
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> required.add(podTerm(each));
            case 2 -> preferred.add(weighted(each));
            default -> skip(each);
          }
        });
  }

  private static WeightedPodAffinityTerm weighted(CodedInputStream in) throws IOException {
    var weighted = new WeightedPodAffinityTerm();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> weighted.setWeight(each.readInt32());
            case 2 -> weighted.setPodAffinityTerm(podTerm(each));
            default -> skip(each);
          }
        });
    return weighted;
  }

  private static PodAffinityTerm podTerm(CodedInputStream in) throws IOException {
    var term = new PodAffinityTerm();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> term.setLabelSelector(selector(each));
            case 2 -> term.getNamespaces().add(each.readString());
            case 3 -> term.setTopologyKey(each.readString());
            case 4 -> term.setNamespaceSelector(selector(each));
            case 5 -> term.getMatchLabelKeys().add(each.readString());
            case 6 -> term.getMismatchLabelKeys().add(each.readString());
            default -> skip(each);
          }
        });
    return term;
  }

  static LabelSelector selector(CodedInputStream in) throws IOException {
    var selector = new LabelSelector();
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> selector.setMatchLabels(withText(selector.getMatchLabels(), each));
            case 2 -> selector.getMatchExpressions().add(ofLabels(each));
            default -> skip(each);
          }
        });
    return selector;
  }

  private static LabelSelectorRequirement ofLabels(CodedInputStream in) throws IOException {
    var requirement = new LabelSelectorRequirement();
    requirement(in, requirement::setKey, requirement::setOperator, requirement.getValues());
    return requirement;
  }

  /** Those of nodes and of labels have the same fields. */
  private static void requirement(
      CodedInputStream in, Consumer<String> key, Consumer<String> operator, List<String> values)
      throws IOException {
    message(
        in,
        (number, each) -> {
          switch (number) {
            case 1 -> key.accept(each.readString());
            case 2 -> operator.accept(each.readString());
            case 3 -> values.add(each.readString());
            default -> skip(each);
          }
        });
  }
}
