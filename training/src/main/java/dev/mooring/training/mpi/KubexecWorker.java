package dev.mooring.training.mpi;

import dev.mooring.training.JobRef;
import dev.mooring.training.Replica;
import dev.mooring.training.Tailoring;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.List;

/**
 * A worker that waits for commands through the API: it sleeps unless it is told otherwise.
 * OpenMPI's daemon inherits the launcher's remote shell and does not start where that file is
 * missing, though it never runs it.
 */
record KubexecWorker(JobRef job) implements Tailoring {

  @Override
  public PodTemplateSpec fit(PodTemplateSpec template, Replica replica) {
    var main = HostFiles.mounted(template.getSpec().getContainers().getFirst());
    return new PodTemplateSpecBuilder(template)
        .editSpec()
        .setToContainers(0, main.getCommand().isEmpty() ? sleeping(main) : main)
        .addToVolumes(HostFiles.volume(job, List.of(HostFiles.KUBEXEC)))
        .endSpec()
        .build();
  }

  private static Container sleeping(Container main) {
    return new ContainerBuilder(main).withCommand("sleep").withArgs("365d").build();
  }
}
