package dev.mooring.agent.mpi;

import dev.mooring.agent.Settings;
import dev.mooring.agent.operator.JobOperator;
import dev.mooring.agent.operator.TrainingOperator;
import dev.mooring.cluster.jobs.JobLoop;
import dev.mooring.training.mpi.Mpi;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.time.InstantSource;
import java.util.List;

/** {@code aml-mpi-operator}: the loop over MPIJobs. */
public final class MpiOperator {
  /** Not the Secrets of keys: who watches those can read every Secret of the cluster. */
  private static final List<Class<? extends HasMetadata>> EXTRAS =
      List.of(ConfigMap.class, Job.class, ServiceAccount.class, Role.class, RoleBinding.class);

  private MpiOperator() {}

  /** Never returns of itself: the process ends on a signal or when the lease is lost. */
  public static int run(Settings settings) throws InterruptedException {
    return TrainingOperator.run(
        settings,
        "mpi",
        (connection, gangs, counters) ->
            JobLoop.overMPIJobs(
                connection,
                TrainingOperator.scope(settings, Mpi.OPERATOR, gangs, EXTRAS),
                new JobOperator<>(
                    new Mpi(gangs, settings.launcherImage(), settings.clusterDomain()),
                    InstantSource.system(),
                    counters)));
  }
}
