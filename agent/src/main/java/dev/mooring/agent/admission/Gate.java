package dev.mooring.agent.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.cluster.admission.QueueBook;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.MPIJob;
import dev.mooring.crd.PodGroup;
import dev.mooring.crd.PyTorchJob;
import dev.mooring.crd.Queue;
import dev.mooring.crd.TFJob;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * Rules on a write. What nobody changes, and what is on its way out, is let through, however wrong
 * it is: a finalizer must be taken off, and a label put on, also of what would be refused today.
 * Thread-safe.
 */
record Gate(QueueBook book, JobRules jobs) {

  Ruling rule(Review review) {
    try {
      return switch (review.operation()) {
        case "CREATE" -> created(review);
        case "UPDATE" -> isSettled(review) ? Ruling.ALLOWED : changed(review);
        case "DELETE" -> deleted(review);
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

  private Ruling created(Review review) {
    return switch (review.kind()) {
      case "Queue" -> queue(review);
      case "PodGroup" ->
          withSpec(review)
              ? GroupRules.check(read(review.object(), PodGroup.class), book.queues())
              : Ruling.ALLOWED;
      default -> job(review, true);
    };
  }

  private Ruling changed(Review review) {
    return switch (review.kind()) {
      case "Queue" -> queue(review);
      case "PodGroup" ->
          withSpec(review) && review.before().path("spec").isObject()
              ? GroupRules.checkChange(
                  read(review.before(), PodGroup.class),
                  read(review.object(), PodGroup.class),
                  book.queues())
              : Ruling.ALLOWED;
      default -> job(review, false);
    };
  }

  private Ruling deleted(Review review) {
    return review.kind().equals("Queue")
        ? QueueRules.checkDeletion(review.name(), book.queues(), book.gangsIn(review.name()))
        : Ruling.ALLOWED;
  }

  private Ruling queue(Review review) {
    var queue = read(review.object(), Queue.class);
    return QueueRules.check(queue.getMetadata().getName(), queue.getSpec(), book.queues());
  }

  /** The schemas refuse one without where it is needed. */
  private static boolean withSpec(Review review) {
    return review.object().path("spec").isObject();
  }

  private Ruling job(Review review, boolean isNew) {
    if (!withSpec(review)) {
      return Ruling.ALLOWED;
    }
    var object = review.object();
    return switch (review.kind()) {
      case "PyTorchJob" -> jobs.check(read(object, PyTorchJob.class), book.queues(), isNew);
      case "TFJob" -> jobs.check(read(object, TFJob.class), book.queues(), isNew);
      case "MPIJob" -> jobs.check(read(object, MPIJob.class), book.queues(), isNew);
      case "AmlJob" -> jobs.check(read(object, AmlJob.class), book.queues(), isNew);
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
