package dev.mooring.agent.pytorch;

import dev.mooring.agent.Settings;
import dev.mooring.agent.operator.JobOperator;
import dev.mooring.agent.operator.TrainingOperator;
import dev.mooring.cluster.jobs.JobLoop;
import dev.mooring.training.pytorch.PyTorch;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.InstantSource;
import java.util.List;

/** {@code aml-pytorch-operator}: the loop over PyTorchJobs. */
public final class PyTorchOperator {
  private PyTorchOperator() {}

  /** Never returns of itself: the process ends on a signal or when the lease is lost. */
  public static int run(Settings settings) throws InterruptedException {
    return TrainingOperator.run(
        settings,
        "pytorch",
        (connection, gangs, counters) ->
            JobLoop.overPyTorchJobs(
                connection,
                TrainingOperator.scope(
                    settings, PyTorch.OPERATOR, gangs, List.of(HorizontalPodAutoscaler.class)),
                new JobOperator<>(new PyTorch(gangs), InstantSource.system(), counters)));
  }
}
