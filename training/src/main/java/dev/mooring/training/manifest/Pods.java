package dev.mooring.training.manifest;

import dev.mooring.crd.RestartScope;
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
 * The pod of a replica: the user's template as its kind tailors it, with the labels, the gang and
 * the environment of the job.
 *
 * <p>Upstream's init container that waits for the master's name is left out: services publish their
 * pods before they are ready, and torch's TCPStore tries again until its timeout, also when the
 * name does not resolve yet.
 */
public final class Pods {
  private Pods() {}

  public static Pod of(JobPlan plan, Replica replica) {
    var role = replica.role();
    var template =
        PodGroups.member(
            plan, role.lowerCaseType(), role.tailoring().fit(role.template(), replica));
    var metadata =
        template.getMetadata() == null
            ? new ObjectMetaBuilder()
            : new ObjectMetaBuilder(template.getMetadata());
    var spec =
        new PodSpecBuilder(template.getSpec())
            .withRestartPolicy(restartPolicy(plan, replica))
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
                .withOwnerReferences(Owners.of(plan.job()))
                .build())
        .withSpec(spec.build())
        .build();
  }

  /** A restart in place would leave the rest of its gang waiting for it, and nobody would know. */
  private static String restartPolicy(JobPlan plan, Replica replica) {
    if (plan.policy().restartScope() == RestartScope.JOB) {
      return "Never";
    }
    return switch (replica.role().restartPolicy()) {
      case NEVER, EXIT_CODE -> "Never";
      case ON_FAILURE -> "OnFailure";
      case ALWAYS -> "Always";
    };
  }

  private static Container container(Container theirs, Replica replica) {
    var ours = initializing(theirs, replica).edit();
    var main = replica.role().main();
    if (theirs.getName().equals(main.container())) {
      main.port()
          .filter(port ->
              theirs.getPorts().stream().noneMatch(given -> port.name().equals(given.getName())))
          .ifPresent(port ->
              ours.addNewPort().withName(port.name()).withContainerPort(port.number()).endPort());
    }
    return ours.build();
  }

  /** A native sidecar, which is an init container, needs to know its rank as the others do. */
  private static Container initializing(Container theirs, Replica replica) {
    var ours = new ContainerBuilder(theirs).addAllToEnv(replica.environment().of(theirs.getName()));
    if (theirs.getTerminationMessagePolicy() == null) {
      // So that the last log lines of a failed container reach the status without reading logs.
      ours.withTerminationMessagePolicy("FallbackToLogsOnError");
    }
    return ours.build();
  }
}
