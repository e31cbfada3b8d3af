package dev.mooring.cluster.admission;

import dev.mooring.cluster.InTime;
import dev.mooring.cluster.Informers;
import dev.mooring.cluster.scheduling.Membership;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupPhase;
import dev.mooring.crd.Queue;
import dev.mooring.scheduling.model.GangId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many gangs of a queue have not ended: the same that its status counts, by the groups and pods
 * themselves. Queues are seldom deleted, and groups change all the time: to follow them costs more
 * than to look through them then. Thread-safe.
 *
 * @param scheduler name of ours, whose pods are in a queue also without a group of Volcano's
 * @param atMost for all of it
 */
record GangCount(KubernetesClient client, String scheduler, Duration atMost) {
  private static final Logger LOG = LoggerFactory.getLogger(GangCount.class);

  /** Empty if the API server does not say in time. */
  OptionalLong in(String queue) {
    try {
      return OptionalLong.of(InTime.call("gangs of " + queue, atMost, () -> count(queue)));
    } catch (TimeoutException late) {
      LOG.warn("The gangs of queue {} were not listed in {} ms", queue, atMost.toMillis());
    } catch (ExecutionException unanswered) {
      LOG.warn("The gangs of queue {} cannot be listed", queue, unanswered.getCause());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return OptionalLong.empty();
  }

  private long count(String queue) {
    return groups(queue) + loose(queue);
  }

  private long groups(String queue) {
    var gangs = new AtomicLong();
    each(
        "",
        client.resources(PodGroup.class).inAnyNamespace()::list,
        group -> gangs.addAndGet(isIn(group, queue) ? 1 : 0));
    return gangs.get();
  }

  /**
   * Single pods, and groups of which the pods say all that is known here. Pods that have ended are
   * not listed, so a queue that only they name is not known here, though the scheduler knows it.
   */
  private long loose(String queue) {
    var alive = new HashSet<GangId>();
    var named = new HashMap<GangId, String>();
    each(
        "spec.schedulerName=%s,status.phase!=Succeeded,status.phase!=Failed".formatted(scheduler),
        client.pods().inAnyNamespace()::list,
        pod -> {
          var gang = Membership.gang(pod);
          if (gang.kind() != GangId.Kind.VOLCANO_POD_GROUP) {
            alive.add(gang);
            Membership.queue(pod).ifPresent(name -> named.merge(gang, name, Membership::first));
          }
        });
    return alive.stream()
        .filter(gang -> named.getOrDefault(gang, Queue.DEFAULT).equals(queue))
        .count();
  }

  private static <T extends HasMetadata> void each(
      String fields, Function<ListOptions, KubernetesResourceList<T>> list, Consumer<T> see) {
    var page =
        new ListOptionsBuilder()
            .withFieldSelector(fields.isEmpty() ? null : fields)
            .withLimit(Informers.PAGE)
            .build();
    do {
      var answer = list.apply(page);
      answer.getItems().forEach(see);
      page.setContinue(answer.getMetadata().getContinue());
    } while (page.getContinue() != null && !page.getContinue().isEmpty());
  }

  private static boolean isIn(PodGroup group, String queue) {
    return group.getSpec() != null
        && group.getSpec().queue().equals(queue)
        && (group.getStatus() == null || group.getStatus().phase() != PodGroupPhase.COMPLETED);
  }
}
