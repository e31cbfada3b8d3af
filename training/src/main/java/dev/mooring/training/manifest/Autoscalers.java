package dev.mooring.training.manifest;

import dev.mooring.training.JobPlan;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.util.List;

/** What scales a job through its scale subresource. */
public final class Autoscalers {
  private Autoscalers() {}

  public static HorizontalPodAutoscaler of(
      JobPlan plan, int min, int max, List<MetricSpec> metrics) {
    return new HorizontalPodAutoscalerBuilder()
        .withMetadata(Owners.metadata(plan, plan.job().name()))
        .withNewSpec()
        .withNewScaleTargetRef(plan.job().apiVersion(), plan.job().kind(), plan.job().name())
        .withMinReplicas(min)
        .withMaxReplicas(max)
        .withMetrics(metrics)
        .endSpec()
        .build();
  }
}
