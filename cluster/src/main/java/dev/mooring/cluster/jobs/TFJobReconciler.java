package dev.mooring.cluster.jobs;

import dev.mooring.crd.TFJob;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** A class of its own because the operator SDK reads the kind from the type argument. */
record TFJobReconciler(Passes<TFJob> passes) implements Reconciler<TFJob> {

  @Override
  public List<EventSource<?, TFJob>> prepareEventSources(EventSourceContext<TFJob> context) {
    return passes.prepareEventSources(context);
  }

  @Override
  public UpdateControl<TFJob> reconcile(TFJob job, Context<TFJob> context) {
    return passes.reconcile(job, context);
  }
}
