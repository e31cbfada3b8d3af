package dev.mooring.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.Labels;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A share of the cluster that gangs wait for in a row; Volcano's kind, with the scheduler's figures
 * in the status.
 */
@Group("scheduling.volcano.sh")
@Version("v1beta1")
@Kind("Queue")
@Plural("queues")
@Singular("queue")
@ShortNames({"q", "queue-v1beta1"})
@Labels("app.kubernetes.io/part-of=mooring")
@AdditionalPrinterColumn(
    name = "Parent",
    jsonPath = ".spec.parent",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Weight",
    jsonPath = ".spec.weight",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "State",
    jsonPath = ".status.state",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Pending",
    jsonPath = ".status.pending",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Running",
    jsonPath = ".status.running",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value = "!has(self.spec) || !has(self.spec.parent) || self.spec.parent != self.metadata.name",
    message = "a queue is not its own parent; name another, or none for one below the root",
    fieldPath = ".spec.parent")
@ValidationRule(
    value =
        "self.metadata.name != 'root' || !has(self.spec) || !has(self.spec.parent)"
            + " || self.spec.parent == ''",
    message = "root has no parent",
    fieldPath = ".spec.parent")
public final class Queue extends CustomResource<QueueSpec, QueueStatus> {
  private static final long serialVersionUID = 1L;

  /** Above all others; it is there although no object is. */
  public static final String ROOT = "root";

  /** The queue of gangs that name none. */
  public static final String DEFAULT = "default";

  /**
   * Annotation, {@code true} for a queue that takes no new gangs. Volcano's way, a Command object,
   * leaves no trace of what is wanted; this does.
   */
  public static final String CLOSED_ANNOTATION = "scheduling.mooring.dev/closed";

  /** Whether it was told to take no new gangs; static, for it is no field of the resource. */
  public static boolean isToldToClose(Queue queue) {
    var annotations = queue.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(CLOSED_ANNOTATION));
  }

  /** A queue without a specification has the defaults. */
  @Override
  public QueueSpec initSpec() {
    return QueueSpec.DEFAULT;
  }
}
