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

/**
 * A program under mpirun, as Kubeflow's Training Operator v1 has it, and as its MPI Operator has it
 * in {@code v2beta1}: {@link MPIJobV2Beta1}. This version is the stored one, and the one that our
 * operator sees.
 */
@Group("kubeflow.org")
@Version("v1")
@Kind("MPIJob")
@Plural("mpijobs")
@Singular("mpijob")
@Labels("app.kubernetes.io/part-of=mooring")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "State",
    jsonPath = ".status.conditions[-1:].type",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.reason.message",
    type = AdditionalPrinterColumn.Type.STRING)
@ValidationRule(value = MPIJob.NAME, message = MPIJob.NAME_MESSAGE)
public final class MPIJob extends CustomResource<MPIJobSpec, JobStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;

  static final String NAME =
      "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$') && size(self.metadata.name) <= 50";

  static final String NAME_MESSAGE =
      "metadata.name must be a DNS-1035 label of at most 50 characters, because pods are named"
          + " <name>-worker-<index>";
}
