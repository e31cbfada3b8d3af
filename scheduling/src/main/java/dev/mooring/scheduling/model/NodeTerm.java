package dev.mooring.scheduling.model;

import java.util.List;
import java.util.Map;

/**
 * One term of a node selector: both parts must hold, and as in Kubernetes a term without any
 * expression selects no node.
 *
 * @param fields over the one field there is, {@link #NAME}
 */
public record NodeTerm(Selector labels, Selector fields) {
  public static final String NAME = "metadata.name";

  public static NodeTerm ofLabels(Requirement... all) {
    return new NodeTerm(new Selector(List.of(all)), Selector.EVERYTHING);
  }

  public boolean selects(Node node) {
    if (labels.all().isEmpty() && fields.all().isEmpty()) {
      return false;
    }
    return labels.selects(node.labels())
        && (fields.all().isEmpty() || fields.selects(Map.of(NAME, node.name())));
  }

  /** Whether one of them selects the node; none of them asks for nothing. */
  public static boolean any(List<NodeTerm> terms, Node node) {
    return terms.isEmpty() || terms.stream().anyMatch(term -> term.selects(node));
  }

  /** For people. */
  @Override
  public String toString() {
    if (labels.all().isEmpty()) {
      return fields.toString();
    }
    return fields.all().isEmpty() ? labels.toString() : labels + " and " + fields;
  }
}
