package dev.mooring.training.manifest;

import dev.mooring.training.JobPlan;
import dev.mooring.training.Role;
import dev.mooring.training.ServicePlan;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;

/** The headless service that gives pods their names in the DNS. */
public final class Services {
  private Services() {}

  public static Service of(JobPlan plan, ServicePlan service) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(service.name())
        .withNamespace(plan.job().namespace())
        .withLabels(service.labels())
        .withOwnerReferences(Owners.of(plan.job()))
        .endMetadata()
        .withNewSpec()
        .withClusterIP("None")
        // The peers look for each other while they start, before any of them is ready.
        .withPublishNotReadyAddresses(true)
        .withSelector(service.labels())
        .withPorts(service.port().map(Services::port).map(List::of).orElse(List.of()))
        .endSpec()
        .build();
  }

  private static ServicePort port(Role.Port port) {
    return new ServicePortBuilder()
        .withName(port.name())
        .withPort(port.number())
        .withTargetPort(new IntOrString(port.number()))
        .build();
  }
}
