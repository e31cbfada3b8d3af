package dev.mooring.cluster.jobs;

import dev.mooring.crd.MPIJob;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** A class of its own because the operator SDK reads the kind from the type argument. */
record MPIJobReconciler(Passes<MPIJob> passes) implements Reconciler<MPIJob> {

  @Override
  public List<EventSource<?, MPIJob>> prepareEventSources(EventSourceContext<MPIJob> context) {
    return passes.prepareEventSources(context);
  }

  @Override
  public UpdateControl<MPIJob> reconcile(MPIJob job, Context<MPIJob> context) {
    return passes.reconcile(job, context);
  }
}
