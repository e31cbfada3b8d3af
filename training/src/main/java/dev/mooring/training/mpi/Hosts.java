package dev.mooring.training.mpi;

import dev.mooring.crd.MPIJobSpec;
import dev.mooring.crd.MPIJobSpec.Implementation;
import dev.mooring.crd.MPIJobSpec.Transport;
import dev.mooring.training.JobRef;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where mpirun's processes run, as it reads it from files; upstream's texts, character for
 * character.
 *
 * @param launcherWorks the launcher's pod is the first of the hosts
 * @param workers how many
 * @param slots processes for each host
 */
record Hosts(
    JobRef job,
    Transport transport,
    Implementation implementation,
    boolean launcherWorks,
    int workers,
    int slots,
    String clusterDomain) {
  static final String SCRIPT_START = "#!/bin/sh\n";

  static Hosts of(JobRef job, MPIJobSpec spec, int workers, String clusterDomain) {
    return new Hosts(
        job,
        spec.transport(),
        spec.implementation(),
        spec.launcherWorks(),
        workers,
        spec.slots(),
        clusterDomain);
  }

  static String launcher(JobRef job) {
    return job.name() + "-launcher";
  }

  static String worker(JobRef job, int index) {
    return "%s-worker-%d".formatted(job.name(), index);
  }

  /** All hosts with their slots. */
  String hostfile() {
    return pods(pod -> true).stream()
        .map(pod -> host(pod) + slotsInHostfile() + "\n")
        .collect(Collectors.joining());
  }

  /**
   * A script that prints those that run, for elastic Horovod.
   *
   * @param running pods by name
   */
  String discovery(Predicate<String> running) {
    return pods(running).stream()
        .map(pod -> "echo " + host(pod) + slotsInDiscovery() + "\n")
        .collect(Collectors.joining("", SCRIPT_START, ""));
  }

  private List<String> pods(Predicate<String> workersWith) {
    var pods = new ArrayList<String>();
    if (launcherWorks) {
      pods.add(launcher(job));
    }
    IntStream.range(0, workers)
        .mapToObj(index -> worker(job, index))
        .filter(workersWith)
        .forEach(pods::add);
    return pods;
  }

  /** With the API, the name of the pod is the address; with ssh, one in the DNS. */
  private String host(String pod) {
    return switch (transport) {
      case KUBEXEC -> pod;
      case SSH ->
          "%s.%s.%s.svc%s"
              .formatted(
                  pod,
                  job.name(),
                  job.namespace(),
                  clusterDomain.isEmpty() ? "" : "." + clusterDomain);
    };
  }

  private String slotsInHostfile() {
    return switch (implementation) {
      case OPEN_MPI -> " slots=" + slots;
      case INTEL, MPICH -> ":" + slots;
    };
  }

  private String slotsInDiscovery() {
    return switch (transport) {
      case KUBEXEC -> ":" + slots;
      case SSH -> "";
    };
  }
}
