package dev.mooring.training.mpi;

import dev.mooring.training.Replica;
import dev.mooring.training.Tailoring;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;

/** A worker that waits for commands through the API: it sleeps unless it is told otherwise. */
record KubexecWorker() implements Tailoring {

  @Override
  public PodTemplateSpec fit(PodTemplateSpec template, Replica replica) {
    var main = template.getSpec().getContainers().getFirst();
    if (!main.getCommand().isEmpty()) {
      return template;
    }
    var sleeping = new ContainerBuilder(main).withCommand("sleep").withArgs("365d").build();
    return new PodTemplateSpecBuilder(template)
        .editSpec()
        .setToContainers(0, sleeping)
        .endSpec()
        .build();
  }
}
