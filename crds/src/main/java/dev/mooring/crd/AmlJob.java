package dev.mooring.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.Labels;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One machine learning job from the control plane; it becomes a training job of the same name. */
@Group("amlarc.azureml.com")
@Version("v1alpha1")
@Kind("AmlJob")
@Plural("amljobs")
@Singular("amljob")
@Labels("app.kubernetes.io/part-of=mooring")
@AdditionalPrinterColumn(
    name = "Phase",
    jsonPath = ".status.phase",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.reason.message",
    type = AdditionalPrinterColumn.Type.STRING)
@ValidationRule(
    value =
        "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$') && size(self.metadata.name) <= 50",
    message =
        "metadata.name must be a DNS-1035 label of at most 50 characters, because the training job has"
            + " the same name and its services are named <name>-worker-<index>")
@ValidationRule(value = "has(self.spec)", message = "spec is missing")
public final class AmlJob extends CustomResource<AmlJobSpec, AmlJobStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** Annotation with the job's id in the control plane; the process sees it as its run's. */
  public static final String ID_ANNOTATION = "amlarc.azureml.com/job-id";

  /** Annotation, {@code true} once the Secret that {@code spec.launchSecret} names exists. */
  public static final String LAUNCH_READY_ANNOTATION = "amlarc.azureml.com/launch-ready";

  /**
   * Whether {@link #LAUNCH_READY_ANNOTATION} says so; static, for it is no field of the resource.
   */
  public static boolean isLaunchReady(AmlJob job) {
    var annotations = job.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(LAUNCH_READY_ANNOTATION));
  }

  /** Label of all that is made for a job: the AmlJob's name. */
  public static final String NAME_LABEL = "amlarc.azureml.com/job-name";

  /** Label of all that is made for a job: the AmlJob's uid. */
  public static final String UID_LABEL = "amlarc.azureml.com/job-uid";
}
