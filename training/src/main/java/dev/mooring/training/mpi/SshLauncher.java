package dev.mooring.training.mpi;

import dev.mooring.training.Replica;
import dev.mooring.training.Tailoring;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;

/** The pod of mpirun where it starts processes through ssh. */
record SshLauncher(Ssh ssh) implements Tailoring {

  @Override
  public PodTemplateSpec fit(PodTemplateSpec template, Replica replica) {
    var pod = new PodSpecBuilder(template.getSpec());
    pod.setToContainers(
        0, HostFiles.mounted(ssh.withKeys(template.getSpec().getContainers().getFirst())));
    return new PodTemplateSpecBuilder(template)
        .withSpec(
            ssh.named(pod, replica.name())
                .addToVolumes(HostFiles.volume(ssh.job(), HostFiles.OF_SSH))
                .build())
        .build();
  }
}
