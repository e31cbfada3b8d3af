package dev.mooring.training.mpi;

import dev.mooring.training.JobRef;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;

/**
 * What ssh needs in every pod of a job: the keys and a name in the DNS.
 *
 * @param mountPath where the main container finds the keys
 */
record Ssh(JobRef job, String mountPath, String clusterDomain) {
  static final String DEFAULT_MOUNT_PATH = "/root/.ssh";

  private static final String VOLUME = "ssh-auth";

  /** sshd takes root's keys only where nobody else can read them. */
  private static final int PRIVATE = 0600;

  static String secret(JobRef job) {
    return job.name() + "-ssh";
  }

  /** The pod under its own name, with the names of the others in short. */
  PodSpecBuilder named(PodSpecBuilder pod, String name) {
    return pod.withHostname(name)
        .withSubdomain(job.name())
        .editOrNewDnsConfig()
        .addToSearches(
            "%s.%s.svc.%s"
                .formatted(
                    job.name(),
                    job.namespace(),
                    clusterDomain.isEmpty() ? "cluster.local" : clusterDomain))
        .endDnsConfig()
        .addToVolumes(volume());
  }

  Container withKeys(Container container) {
    return new ContainerBuilder(container)
        .addNewVolumeMount()
        .withName(VOLUME)
        .withMountPath(mountPath)
        .endVolumeMount()
        .build();
  }

  private Volume volume() {
    return new VolumeBuilder()
        .withName(VOLUME)
        .withNewSecret()
        .withSecretName(secret(job))
        .withDefaultMode(mountPath.equals(DEFAULT_MOUNT_PATH) ? PRIVATE : null)
        .withItems(
            item(SshKeys.PRIVATE, "id_rsa"),
            item(SshKeys.PUBLIC, "id_rsa.pub"),
            item(SshKeys.PUBLIC, "authorized_keys"))
        .endSecret()
        .build();
  }

  private static KeyToPath item(String key, String path) {
    return new KeyToPath(key, null, path);
  }
}
