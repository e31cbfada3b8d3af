package dev.mooring.cluster.jobs;

import dev.mooring.cluster.ClusterException;
import dev.mooring.cluster.EventLoop;
import dev.mooring.cluster.Informers;
import dev.mooring.cluster.SlimItemStore;
import dev.mooring.cluster.direct.DirectCalls;
import dev.mooring.cluster.jobs.JobLoop.Pass;
import dev.mooring.cluster.jobs.JobLoop.Scope;
import dev.mooring.crd.JobLabels;
import dev.mooring.crd.JobStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What the operator SDK asks of a reconciler, for any kind of job. Thread-safe as far as the pass
 * is.
 */
final class Passes<J extends CustomResource<?, JobStatus>> {
  private static final Duration SERVICE_WAITS = Duration.ofSeconds(1);

  private static final Set<String> ENDS = Set.of("Succeeded", "Failed");

  private final Class<J> type;
  private final Scope scope;
  private final Pass<J> pass;
  private final Making making;

  /**
   * What makes objects for all jobs.
   *
   * @param direct makes what there may be thousands of
   * @param afterwards makes the events
   */
  record Making(Crowd crowd, DirectCalls direct, Executor afterwards) {
    Making(DirectCalls direct, Executor afterwards) {
      this(new Crowd(SERVICE_WAITS), direct, afterwards);
    }
  }

  /** Passes of all jobs of a type. */
  Passes(Class<J> type, Scope scope, Pass<J> pass, Making making) {
    this.type = type;
    this.scope = scope;
    this.pass = pass;
    this.making = making;
  }

  List<EventSource<?, J>> prepareEventSources(EventSourceContext<J> context) {
    var sources = new ArrayList<EventSource<?, J>>();
    sources.add(source(Pod.class, context));
    sources.add(source(Service.class, context));
    scope.extras().forEach(extra -> sources.add(source(extra, context)));
    return sources;
  }

  private <R extends HasMetadata> EventSource<R, J> source(
      Class<R> secondary, EventSourceContext<J> context) {
    var configuration =
        InformerEventSourceConfiguration.from(secondary, type)
            .withName(secondary.getSimpleName())
            .withLabelSelector(
                JobLabels.JOB_NAME + "," + JobLabels.OPERATOR_NAME + "=" + scope.operator())
            // By label, not by owner: a pod of an earlier job of this name is in the way until it
            // is gone.
            .withSecondaryToPrimaryMapper(object ->
                Set.of(
                    new ResourceID(
                        object.getMetadata().getLabels().get(JobLabels.JOB_NAME),
                        object.getMetadata().getNamespace())))
            .withInformerListLimit(Informers.PAGE)
            .withItemStore(new SlimItemStore<>(Trimming.of(secondary), Passes::hasEnded))
            .build();
    return new InformerEventSource<>(configuration, context);
  }

  /** Of jobs that stay after their end the pods are most of what is remembered. */
  private static boolean hasEnded(HasMetadata object) {
    return object instanceof Pod pod
        && pod.getStatus() != null
        && ENDS.contains(Objects.requireNonNullElse(pod.getStatus().getPhase(), ""));
  }

  static boolean hasEnded(CustomResource<?, JobStatus> job) {
    return job.getStatus() != null && job.getStatus().completionTime() != null;
  }

  UpdateControl<J> reconcile(J job, Context<J> context) {
    if (context.isPrimaryResourceDeleted()) {
      pass.gone(job);
      return UpdateControl.noUpdate();
    }
    if (job.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    return EventLoop.done(over(new Fabric8JobControl<>(job, context, scope, making)));
  }

  /** Whoever looks at the job is told of a defect of ours as well. */
  private Optional<Duration> over(JobControl<J> control) {
    try {
      return pass.over(control);
    } catch (ClusterException unreachable) {
      throw unreachable;
    } catch (RuntimeException defect) {
      control.record(
          true,
          "OperatorDefect",
          "%s cannot go on with this job: %s; it tries again, and its log has more"
              .formatted(scope.component(), defect));
      throw defect;
    }
  }
}
