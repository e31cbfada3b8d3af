package dev.mooring.agent.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cluster.admission.KnownQueue;
import dev.mooring.cluster.admission.QueueBook;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.MPIJob;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.Queue;
import dev.mooring.crd.TFJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Rules on a write. What nobody changes, and what is on its way out, is let through, however wrong
 * it is: a finalizer must be taken off, and a label put on, also of what would be refused today.
 * Thread-safe.
 */
record Gate(QueueBook book, JobRules jobs) {

  /** Events come a little late: nobody is refused for a queue that has just been made. */
  Ruling rule(Review review) {
    var gangs = new HashMap<String, Long>();
    ToLongFunction<String> gangsOf = queue -> gangs.computeIfAbsent(queue, book::gangsIn);
    var ruling = rule(review, book.queues(), gangsOf);
    return ruling instanceof Ruling.Refused ? rule(review, book.queuesNow(), gangsOf) : ruling;
  }

  private Ruling rule(Review review, List<KnownQueue> queues, ToLongFunction<String> gangsOf) {
    try {
      return switch (review.operation()) {
        case "CREATE" -> created(review, queues);
        case "UPDATE" -> isSettled(review) ? Ruling.ALLOWED : changed(review, queues);
        case "DELETE" -> deleted(review, queues, gangsOf);
        default -> Ruling.ALLOWED;
      };
    } catch (IllegalArgumentException invalid) {
      return new Ruling.Refused(
          "%s '%s' cannot be read: %s; correct what it names"
              .formatted(review.kind(), review.name(), reason(invalid)));
    }
  }

  /** What the record's constructor said, without what the parser puts around it. */
  private static String reason(Throwable invalid) {
    var deepest = invalid;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage()).lines().findFirst().orElse("");
  }

  private static boolean isSettled(Review review) {
    return review.object().at("/metadata").hasNonNull("deletionTimestamp")
        || review.object().path("spec").equals(review.before().path("spec"));
  }

  private Ruling created(Review review, List<KnownQueue> queues) {
    return switch (review.kind()) {
      case "Queue" -> queue(review, queues);
      case "PodGroup" ->
          withSpec(review)
              ? GroupRules.check(read(review.object(), PodGroup.class), queues)
              : Ruling.ALLOWED;
      default -> job(review, queues, true);
    };
  }

  private Ruling changed(Review review, List<KnownQueue> queues) {
    return switch (review.kind()) {
      case "Queue" -> queue(review, queues);
      case "PodGroup" ->
          withSpec(review) && review.before().path("spec").isObject()
              ? GroupRules.checkChange(
                  read(review.before(), PodGroup.class),
                  read(review.object(), PodGroup.class),
                  queues)
              : Ruling.ALLOWED;
      default -> job(review, queues, false);
    };
  }

  private static Ruling deleted(
      Review review, List<KnownQueue> queues, ToLongFunction<String> gangsOf) {
    return review.kind().equals("Queue")
        ? QueueRules.checkDeletion(review.name(), queues, gangsOf)
        : Ruling.ALLOWED;
  }

  private static Ruling queue(Review review, List<KnownQueue> queues) {
    var queue = read(review.object(), Queue.class);
    return QueueRules.check(queue.getMetadata().getName(), queue.getSpec(), queues);
  }

  /** The schemas refuse one without where it is needed. */
  private static boolean withSpec(Review review) {
    return review.object().path("spec").isObject();
  }

  private Ruling job(Review review, List<KnownQueue> queues, boolean isNew) {
    if (!withSpec(review)) {
      return Ruling.ALLOWED;
    }
    var object = review.object();
    return switch (review.kind()) {
      case "PyTorchJob" -> jobs.check(read(object, PyTorchJob.class), queues, isNew);
      case "TFJob" -> jobs.check(read(object, TFJob.class), queues, isNew);
      case "MPIJob" -> jobs.check(read(object, MPIJob.class), queues, isNew);
      case "AmlJob" -> jobs.check(read(object, AmlJob.class), queues, isNew);
      default -> Ruling.ALLOWED;
    };
  }

  private static <T> T read(JsonNode object, Class<T> type) {
    try {
      return Serialization.unmarshal(object.toString(), type);
    } catch (RuntimeException invalid) {
      // What the client throws has its own type, and the record's words deep inside.
      throw new IllegalArgumentException(invalid);
    }
  }
}
