package dev.mooring.cluster.jobs;

import dev.mooring.crd.PyTorchJob;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** A class of its own because the operator SDK reads the kind from the type argument. */
record PyTorchJobReconciler(Passes<PyTorchJob> passes) implements Reconciler<PyTorchJob> {

  @Override
  public List<EventSource<?, PyTorchJob>> prepareEventSources(
      EventSourceContext<PyTorchJob> context) {
    return passes.prepareEventSources(context);
  }

  @Override
  public UpdateControl<PyTorchJob> reconcile(PyTorchJob job, Context<PyTorchJob> context) {
    return passes.reconcile(job, context);
  }
}
