package dev.mooring.cluster.admission;

import dev.mooring.cluster.InTime;
import dev.mooring.cluster.Informers;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PodGroupPhase;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many gangs of a queue have not ended, by the groups themselves. Queues are seldom deleted,
 * and groups change all the time: to follow them costs more than to look through them then.
 * Thread-safe.
 */
record GangCount(KubernetesClient client, Duration atMost) {
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
    var gangs = 0L;
    var page = new ListOptionsBuilder().withLimit(Informers.PAGE).build();
    do {
      var groups = client.resources(PodGroup.class).inAnyNamespace().list(page);
      gangs += groups.getItems().stream().filter(group -> isIn(group, queue)).count();
      page.setContinue(groups.getMetadata().getContinue());
    } while (page.getContinue() != null && !page.getContinue().isEmpty());
    return gangs;
  }

  private static boolean isIn(PodGroup group, String queue) {
    return group.getSpec() != null
        && group.getSpec().queue().equals(queue)
        && (group.getStatus() == null || group.getStatus().phase() != PodGroupPhase.COMPLETED);
  }
}
