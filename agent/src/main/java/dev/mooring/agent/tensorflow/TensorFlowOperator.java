package dev.mooring.agent.tensorflow;

import dev.mooring.agent.Settings;
import dev.mooring.agent.operator.JobOperator;
import dev.mooring.agent.operator.TrainingOperator;
import dev.mooring.cluster.jobs.JobLoop;
import dev.mooring.training.tensorflow.TensorFlow;
import java.time.InstantSource;
import java.util.List;

/** {@code aml-tf-job-operator}: the loop over TFJobs. */
public final class TensorFlowOperator {
  private TensorFlowOperator() {}

  /** Never returns of itself: the process ends on a signal or when the lease is lost. */
  public static int run(Settings settings) throws InterruptedException {
    return TrainingOperator.run(
        settings,
        "tensorflow",
        (connection, gangs, counters) ->
            JobLoop.overTFJobs(
                connection,
                TrainingOperator.scope(settings, TensorFlow.OPERATOR, gangs, List.of()),
                new JobOperator<>(
                    new TensorFlow(gangs, settings.clusterDomain()),
                    InstantSource.system(),
                    counters)));
  }
}
