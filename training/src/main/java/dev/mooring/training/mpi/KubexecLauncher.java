package dev.mooring.training.mpi;

import dev.mooring.training.JobRef;
import dev.mooring.training.Replica;
import dev.mooring.training.Tailoring;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * The pod of mpirun where it starts processes through the API: an init container puts the program
 * there that stands in for rsh.
 *
 * @param image of that program
 */
record KubexecLauncher(JobRef job, String image) implements Tailoring {
  private static final String VOLUME = "mpi-job-kubexec";

  /** Where upstream has kubectl. */
  private static final String FOLDER = "/opt/kube";

  /** What mpirun calls with a worker's name and a command. */
  static String script(String container) {
    return "%sexec %s/launcher kubexec --container=%s \"$@\"\n"
        .formatted(Hosts.SCRIPT_START, FOLDER, container);
  }

  @Override
  public PodTemplateSpec fit(PodTemplateSpec template, Replica replica) {
    var containers = template.getSpec().getContainers();
    return new PodTemplateSpecBuilder(template)
        .editSpec()
        .withServiceAccountName(KubexecRights.account(job, template))
        .withAutomountServiceAccountToken(true)
        .addToInitContainers(delivery())
        .setToContainers(0, HostFiles.mounted(withProgram(containers.getFirst())))
        .addToVolumes(HostFiles.volume(job, HostFiles.OF_KUBEXEC))
        .addNewVolume()
        .withName(VOLUME)
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .endSpec()
        .build();
  }

  private Container delivery() {
    var little = Map.of("cpu", new Quantity("100m"), "memory", new Quantity("64Mi"));
    return withProgram(
        new ContainerBuilder()
            .withName("kubexec-delivery")
            .withImage(image)
            .withArgs("install", FOLDER)
            .withNewResources()
            .withRequests(little)
            .withLimits(little)
            .endResources()
            .withNewSecurityContext()
            .withAllowPrivilegeEscalation(false)
            .withRunAsNonRoot(true)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .build());
  }

  private static Container withProgram(Container container) {
    return new ContainerBuilder(container)
        .addNewVolumeMount()
        .withName(VOLUME)
        .withMountPath(FOLDER)
        .endVolumeMount()
        .build();
  }
}
