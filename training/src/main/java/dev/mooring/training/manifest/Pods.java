package dev.mooring.training.manifest;

import dev.mooring.crd.RestartScope;
import dev.mooring.training.JobPlan;
import dev.mooring.training.Labels;
import dev.mooring.training.Replica;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.List;
import java.util.stream.Stream;

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
    var template = role.tailoring().fit(role.template(), replica);
    // Copied once, and the copy changed: each step of a builder copies all of a spec again.
    var spec = new PodSpecBuilder(template.getSpec()).build();
    spec.setRestartPolicy(restartPolicy(plan, replica));
    spec.getInitContainers().forEach(container -> initialize(container, replica));
    spec.getContainers().forEach(container -> equip(container, replica));
    var metadata =
        template.getMetadata() == null
            ? new ObjectMetaBuilder()
            : new ObjectMetaBuilder(template.getMetadata());
    PodGroups.join(plan, role.lowerCaseType(), metadata, spec);
    return new Pod(
        "v1",
        "Pod",
        metadata
            .withName(replica.name())
            .withGenerateName(null)
            .withNamespace(plan.job().namespace())
            .addToLabels(Labels.of(plan, replica))
            .withOwnerReferences(Owners.of(plan.job()))
            .build(),
        spec,
        null);
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

  private static void equip(Container container, Replica replica) {
    initialize(container, replica);
    var main = replica.role().main();
    if (container.getName().equals(main.container())) {
      main.port()
          .filter(port ->
              container.getPorts().stream().noneMatch(given -> port.name().equals(given.getName())))
          .map(port ->
              new ContainerPortBuilder()
                  .withName(port.name())
                  .withContainerPort(port.number())
                  .build())
          .ifPresent(port -> container.setPorts(with(container.getPorts(), List.of(port))));
    }
  }

  /** A native sidecar, which is an init container, needs to know its rank as the others do. */
  private static void initialize(Container container, Replica replica) {
    var environment = replica.environment().of(container.getName());
    container.setEnv(with(container.getEnv(), environment));
    if (container.getTerminationMessagePolicy() == null) {
      // So that the last log lines of a failed container reach the status without reading logs.
      container.setTerminationMessagePolicy("FallbackToLogsOnError");
    }
  }

  private static <E> List<E> with(List<E> theirs, List<E> ours) {
    return Stream.concat(theirs.stream(), ours.stream()).toList();
  }
}
