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

/** A TensorFlow training of several pods, as Kubeflow's Training Operator v1 has it. */
@Group("kubeflow.org")
@Version("v1")
@Kind("TFJob")
@Plural("tfjobs")
@Singular("tfjob")
@Labels("app.kubernetes.io/part-of=mooring")
@AdditionalPrinterColumn(
    name = "State",
    jsonPath = ".status.conditions[-1:].type",
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
        "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$') && size(self.metadata.name) <= 46",
    message =
        "metadata.name must be a DNS-1035 label of at most 46 characters, because services are named"
            + " <name>-evaluator-<index>")
public final class TFJob extends CustomResource<TFJobSpec, JobStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;
}
