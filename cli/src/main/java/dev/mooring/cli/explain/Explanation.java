package dev.mooring.cli.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say about a job, from the job down to its pods.
 *
 * @param levels the objects of its name: AmlJob, training job, PodGroup
 * @param queue null where it has no gang
 * @param pods by name
 * @param verdict the one reason that stands behind the others, or that nothing is in its way
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
    String namespace,
    String name,
    List<Level> levels,
    @Nullable QueuePlace queue,
    List<PodPart> pods,
    Because verdict) {
  public Explanation {
    levels = List.copyOf(levels);
    pods = List.copyOf(pods);
  }

  /** One of the objects. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Level(String kind, String state, @Nullable Because reason) {}

  /** In one word, in a sentence, and what next; that may be empty. */
  public record Because(String code, String message, String nextStep) {}

  /**
   * Where it stands in its queue.
   *
   * @param state such as {@code Open}; {@code Missing} of one that is not there
   * @param waits whether it waits there for a place
   * @param position among all that wait, by the scheduler's last word on it, which may be half a
   *     minute old; 1 is the first, and 0 is one that does not wait, or of which it has said
   *     nothing
   * @param waiting how many wait in the queue, as far as that is known: single pods and groups that
   *     are not Volcano's are not, but have a place as well
   */
  public record QueuePlace(String name, String state, boolean waits, int position, int waiting) {}

  /** A pod; of one without a node the message says why. */
  public record PodPart(String name, String phase, String node, String message) {}
}
