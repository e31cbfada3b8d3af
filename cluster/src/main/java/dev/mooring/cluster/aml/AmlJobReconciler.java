package dev.mooring.cluster.aml;

import dev.mooring.cluster.EventLoop;
import dev.mooring.cluster.Informers;
import dev.mooring.cluster.SlimItemStore;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.PyTorchJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What the operator SDK asks for. Thread-safe as far as the pass is. */
record AmlJobReconciler(String component, AmlJobLoop.Pass pass) implements Reconciler<AmlJob> {

  @Override
  public List<EventSource<?, AmlJob>> prepareEventSources(EventSourceContext<AmlJob> context) {
    return List.of(source(PyTorchJob.class, context), source(Pod.class, context));
  }

  private static <R extends HasMetadata> EventSource<R, AmlJob> source(
      Class<R> secondary, EventSourceContext<AmlJob> context) {
    var configuration =
        InformerEventSourceConfiguration.from(secondary, AmlJob.class)
            .withName(secondary.getSimpleName())
            .withLabelSelector(AmlJob.NAME_LABEL + "," + AmlJob.UID_LABEL)
            .withSecondaryToPrimaryMapper(object ->
                Set.of(
                    new ResourceID(
                        object.getMetadata().getLabels().get(AmlJob.NAME_LABEL),
                        object.getMetadata().getNamespace())))
            .withInformerListLimit(Informers.PAGE)
            .withItemStore(new SlimItemStore<>(UnaryOperator.identity()))
            .build();
    return new InformerEventSource<>(configuration, context);
  }

  @Override
  public UpdateControl<AmlJob> reconcile(AmlJob job, Context<AmlJob> context) {
    if (context.isPrimaryResourceDeleted() || job.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    return EventLoop.done(pass.over(new Fabric8AmlJobControl(job, context, component)));
  }
}
