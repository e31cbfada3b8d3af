package dev.mooring.training.manifest;

import dev.mooring.training.JobPlan;
import dev.mooring.training.Labels;
import dev.mooring.training.Replica;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;

/** The headless service that gives a replica's pod its name in the DNS. */
public final class Services {
  private Services() {}

  public static Service of(JobPlan plan, Replica replica) {
    var labels = Labels.of(plan, replica);
    var port = replica.role().port();
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(replica.name())
        .withNamespace(plan.job().namespace())
        .withLabels(labels)
        .withOwnerReferences(Owners.of(plan.job()))
        .endMetadata()
        .withNewSpec()
        .withClusterIP("None")
        // The peers look for each other while they start, before any of them is ready.
        .withPublishNotReadyAddresses(true)
        .withSelector(labels)
        .addNewPort()
        .withName(port.name())
        .withPort(port.number())
        .withTargetPort(new IntOrString(port.number()))
        .endPort()
        .endSpec()
        .build();
  }
}
