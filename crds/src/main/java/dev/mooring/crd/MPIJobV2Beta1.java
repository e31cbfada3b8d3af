package dev.mooring.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.Labels;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * An MPIJob as Kubeflow's MPI Operator has it: the same object, with that operator's defaults for
 * what is not given. The API server applies the defaults of the version that an object is written
 * in and stores them, so each object keeps the meaning that it was written with, whichever version
 * it is read in. There is no webhook that converts: were it down, no MPIJob could be read, and no
 * namespace deleted.
 */
@Group("kubeflow.org")
@Version(value = "v2beta1", storage = false)
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
@SchemaCustomizer(
    value = SpecDefaults.class,
    input =
        """
        transport: ssh
        slotsPerWorker: 1
        sshAuthMountPath: /root/.ssh
        mpiImplementation: OpenMPI
        launcherCreationPolicy: AtStartup
        runLauncherAsWorker: false
        """)
public final class MPIJobV2Beta1 extends CustomResource<MPIJobSpec, JobStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
