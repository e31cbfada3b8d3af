package dev.mooring.training.mpi;

import dev.mooring.training.JobPlan;
import dev.mooring.training.JobRef;
import dev.mooring.training.manifest.Owners;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;
import java.util.Map;

/** The launcher's files in {@code /etc/mpi}: a ConfigMap and where it is mounted. */
final class HostFiles {
  static final String HOSTFILE = "hostfile";
  static final String DISCOVERY = "discover_hosts.sh";
  static final String KUBEXEC = "kubexec.sh";

  static final List<String> OF_SSH = List.of(HOSTFILE, DISCOVERY);
  static final List<String> OF_KUBEXEC = List.of(KUBEXEC, HOSTFILE, DISCOVERY);

  private static final String VOLUME = "mpi-job-config";
  private static final int READABLE = 0444;
  private static final int EXECUTABLE = 0555;

  private HostFiles() {}

  static String configMap(JobRef job) {
    return job.name() + "-config";
  }

  static ConfigMap of(JobPlan plan, Map<String, String> files) {
    return new ConfigMapBuilder()
        .withMetadata(Owners.metadata(plan, configMap(plan.job())))
        .withData(files)
        .build();
  }

  static Volume volume(JobRef job, List<String> files) {
    return new VolumeBuilder()
        .withName(VOLUME)
        .withNewConfigMap()
        .withName(configMap(job))
        .withItems(
            files.stream()
                .map(
                    file -> new KeyToPath(file, file.endsWith(".sh") ? EXECUTABLE : READABLE, file))
                .toList())
        .endConfigMap()
        .build();
  }

  static Container mounted(Container container) {
    return new ContainerBuilder(container)
        .addNewVolumeMount()
        .withName(VOLUME)
        .withMountPath(MpiEnvironment.CONFIG)
        .endVolumeMount()
        .build();
  }
}
