package dev.mooring.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.Labels;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Pods that are placed together or not at all; Volcano's kind, with the scheduler's plan and reason
 * in the status.
 */
@Group("scheduling.volcano.sh")
@Version("v1beta1")
@Kind("PodGroup")
@Plural("podgroups")
@Singular("podgroup")
@ShortNames("pg")
@Labels("app.kubernetes.io/part-of=mooring")
@AdditionalPrinterColumn(
    name = "Status",
    jsonPath = ".status.phase",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "MinMember",
    jsonPath = ".spec.minMember",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.reason.message",
    type = AdditionalPrinterColumn.Type.STRING)
public final class PodGroup extends CustomResource<PodGroupSpec, PodGroupStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** Pod annotation that names the role of a pod, for {@link PodGroupSpec#minTaskMember}. */
  public static final String TASK_ANNOTATION = "volcano.sh/task-spec";

  /** Pod annotation that names the group (in the pod's namespace) a pod belongs to. */
  public static final String GROUP_NAME_ANNOTATION = "scheduling.k8s.io/group-name";
}
