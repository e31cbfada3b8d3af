package dev.mooring.training.mpi;

import dev.mooring.training.Replica;
import dev.mooring.training.Tailoring;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;

/**
 * A worker with an sshd, which is ready once something in it listens: the port is in a file of the
 * image, so the probe looks for any. A user's own probe is left alone.
 */
record SshWorker(Ssh ssh) implements Tailoring {
  /** State 0A of {@code /proc/net/tcp} is LISTEN. */
  private static final String LISTENS = "grep -q ' 0A ' /proc/net/tcp /proc/net/tcp6";

  @Override
  public PodTemplateSpec fit(PodTemplateSpec template, Replica replica) {
    var containers = template.getSpec().getContainers();
    var pod = new PodSpecBuilder(template.getSpec());
    pod.setToContainers(0, served(ssh.withKeys(containers.getFirst())));
    return new PodTemplateSpecBuilder(template)
        .withSpec(ssh.named(pod, replica.name()).build())
        .build();
  }

  private static Container served(Container container) {
    var served = new ContainerBuilder(container);
    if (container.getCommand().isEmpty() && container.getArgs().isEmpty()) {
      served.withCommand("/usr/sbin/sshd").withArgs("-De");
    }
    if (container.getStartupProbe() == null && container.getReadinessProbe() == null) {
      served
          .withNewStartupProbe()
          .withNewExec()
          .withCommand("sh", "-c", LISTENS)
          .endExec()
          .withPeriodSeconds(1)
          // It never gives up, because a container that does not start in time is killed.
          .withFailureThreshold(Integer.MAX_VALUE)
          .endStartupProbe();
    }
    return served.build();
  }
}
