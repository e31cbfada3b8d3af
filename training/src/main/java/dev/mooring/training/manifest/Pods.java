package dev.mooring.training.manifest;

import dev.mooring.crd.PodGroup;
import dev.mooring.training.JobPlan;
import dev.mooring.training.Labels;
import dev.mooring.training.Replica;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;

/**
 * The pod of a replica: the user's template with the labels, the gang and the environment of the
 * job.
 *
 * <p>Upstream's init container that waits for the master's name is left out: services publish their
 * pods before they are ready, and torch's TCPStore tries again until its timeout, also when the
 * name does not resolve yet.
 */
public final class Pods {
  /** Contract of design page 0001. */
  static final String SCHEDULER = "azureml-connector-scheduler";

  private Pods() {}

  public static Pod of(JobPlan plan, Replica replica) {
    var template = replica.role().template();
    var metadata =
        template.getMetadata() == null
            ? new ObjectMetaBuilder()
            : new ObjectMetaBuilder(template.getMetadata());
    var spec =
        new PodSpecBuilder(template.getSpec())
            .withSchedulerName(SCHEDULER)
            .withRestartPolicy(
                switch (replica.role().restartPolicy()) {
                  case NEVER -> "Never";
                  case ON_FAILURE -> "OnFailure";
                })
            .withInitContainers(
                template.getSpec().getInitContainers().stream()
                    .map(container -> initializing(container, replica))
                    .toList())
            .withContainers(
                template.getSpec().getContainers().stream()
                    .map(container -> container(container, replica))
                    .toList());
    return new PodBuilder()
        .withMetadata(
            metadata
                .withName(replica.name())
                .withGenerateName(null)
                .withNamespace(plan.job().namespace())
                .addToLabels(Labels.of(plan, replica))
                .addToAnnotations(PodGroup.GROUP_NAME_ANNOTATION, plan.job().name())
                .withOwnerReferences(Owners.of(plan.job()))
                .build())
        .withSpec(spec.build())
        .build();
  }

  private static Container container(Container theirs, Replica replica) {
    var ours = initializing(theirs, replica).edit();
    var port = replica.role().port();
    if (theirs.getName().equals(port.container())
        && theirs.getPorts().stream().noneMatch(given -> port.name().equals(given.getName()))) {
      ours.addNewPort().withName(port.name()).withContainerPort(port.number()).endPort();
    }
    return ours.build();
  }

  /** A native sidecar, which is an init container, needs to know its rank as the others do. */
  private static Container initializing(Container theirs, Replica replica) {
    var ours = new ContainerBuilder(theirs).addAllToEnv(replica.env());
    if (theirs.getTerminationMessagePolicy() == null) {
      // So that the last log lines of a failed container reach the status without reading logs.
      ours.withTerminationMessagePolicy("FallbackToLogsOnError");
    }
    return ours.build();
  }
}
