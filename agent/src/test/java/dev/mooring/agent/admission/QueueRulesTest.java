package dev.mooring.agent.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.agent.admission.Ruling.Allowed;
import dev.mooring.agent.admission.Ruling.Refused;
import dev.mooring.cluster.admission.KnownQueue;
import dev.mooring.crd.DequeueStrategy;
import dev.mooring.crd.QueueGuarantee;
import dev.mooring.crd.QueueSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class QueueRulesTest {
  private static final List<KnownQueue> KNOWN =
      List.of(
          new KnownQueue("default", QueueSpec.DEFAULT, false),
          new KnownQueue("lab", spec("", "8", "16"), false),
          new KnownQueue("vision", spec("lab", "4", ""), false),
          new KnownQueue("old", QueueSpec.DEFAULT, true));

  static QueueSpec spec(String parent, String guarantee, String capability) {
    return new QueueSpec(
        1,
        capability.isEmpty() ? Map.of() : Map.of("nvidia.com/gpu", new Quantity(capability)),
        guarantee.isEmpty()
            ? QueueGuarantee.NONE
            : new QueueGuarantee(Map.of("nvidia.com/gpu", new Quantity(guarantee))),
        Map.of(),
        true,
        parent,
        0,
        DequeueStrategy.TRAVERSE,
        null);
  }

  private static String refusal(Ruling ruling) {
    return switch (ruling) {
      case Refused(var because) -> because;
      case Allowed(var warnings) -> "";
    };
  }

  @Test
  void parentMustBeThere() {
    assertThat(refusal(QueueRules.check("speech", spec("nowhere", "", ""), KNOWN)))
        .startsWith("Queue 'speech' names the parent 'nowhere', and there is no such queue");
    assertThat(QueueRules.check("speech", spec("root", "", ""), KNOWN)).isEqualTo(Ruling.ALLOWED);
  }

  @Test
  void siblingsAreNotPromisedMoreThanTheirParent() {
    assertThat(QueueRules.check("speech", spec("lab", "4", ""), KNOWN)).isEqualTo(Ruling.ALLOWED);
    assertThat(refusal(QueueRules.check("speech", spec("lab", "5", ""), KNOWN)))
        .isEqualTo(
            "With queue 'speech' the queues below 'lab' are promised 9 of nvidia.com/gpu, and 'lab' itself is promised 8; lower the guarantee of 'speech' or raise the guarantee of 'lab'");
    var bounded =
        List.of(
            new KnownQueue("lab", spec("", "", "8"), false),
            new KnownQueue("vision", spec("lab", "4", ""), false));
    assertThat(refusal(QueueRules.check("speech", spec("lab", "5", ""), bounded)))
        .endsWith(
            "'lab' itself may have 8; lower the guarantee of 'speech' or raise the capability of 'lab'");
    assertThat(refusal(QueueRules.check("lab", spec("", "3", ""), KNOWN)))
        .startsWith("The queues below 'lab' are promised 4 of nvidia.com/gpu, more than the 3");
  }

  @Test
  void aQueueIsNotPromisedMoreThanItMayHave() {
    assertThat(refusal(QueueRules.check("speech", spec("", "5", "4"), KNOWN)))
        .startsWith("Queue 'speech' is promised more nvidia.com/gpu than it may have");
  }

  @Test
  void capabilityBeyondTheParentsIsWarnedOf() {
    assertThat(QueueRules.check("speech", spec("lab", "", "32"), KNOWN))
        .isEqualTo(
            new Allowed(
                List.of(
                    "queue 'speech' may have more nvidia.com/gpu than its parent 'lab'; the parent's capability holds")));
  }

  @Test
  void queueWithGangsOrChildrenStays() {
    assertThat(refusal(QueueRules.checkDeletion("vision", KNOWN, _ -> 3)))
        .startsWith("Queue 'vision' has 3 gangs that have not ended; close the queue");
    assertThat(refusal(QueueRules.checkDeletion("lab", KNOWN, _ -> 0)))
        .isEqualTo(
            "Queue 'lab' is the parent of 'vision'; delete those first, or give them another parent");
    assertThat(refusal(QueueRules.checkDeletion("default", KNOWN, _ -> 0)))
        .contains("cannot be deleted");
    assertThat(QueueRules.checkDeletion("vision", KNOWN, _ -> 0)).isEqualTo(Ruling.ALLOWED);
  }

  @Test
  void gangsEnterQueuesThatAreOpen() {
    assertThat(QueueRules.checkEntry("vision", KNOWN)).isEqualTo(Ruling.ALLOWED);
    assertThat(refusal(QueueRules.checkEntry("old", KNOWN))).startsWith("Queue 'old' is closed");
    var below = new ArrayList<>(KNOWN);
    below.add(new KnownQueue("older", spec("old", "", ""), false));
    assertThat(refusal(QueueRules.checkEntry("older", below)))
        .isEqualTo(
            "Queue 'older' is below 'old', which is closed, and takes no new gangs; name another, or open it: kubectl annotate queue old scheduling.mooring.dev/closed-");
    assertThat(refusal(QueueRules.checkEntry("none", KNOWN)))
        .isEqualTo(
            "There is no queue 'none'; name one of 'default', 'lab', 'old', 'vision', or make it");
  }

  /** Whatever is let in, one after the other, is a forest. */
  @Property(tries = 500)
  void noOrderOfChangesMakesALoop(
      @ForAll @Size(max = 40) List<@IntRange(max = 48) Integer> changes) {
    var queues = new HashMap<String, KnownQueue>();
    for (var change : changes) {
      var name = "q" + change / 7;
      var spec = spec(change % 7 == 6 ? "" : "q" + change % 7, "", "");
      if (QueueRules.check(name, spec, new ArrayList<>(queues.values())) instanceof Allowed
          && !spec.parent().equals(name)) {
        queues.put(name, new KnownQueue(name, spec, false));
      }
    }
    for (var queue : queues.values()) {
      assertThat(height(queue, queues)).isLessThanOrEqualTo(queues.size());
    }
  }

  private static int height(KnownQueue queue, Map<String, KnownQueue> queues) {
    var height = 1;
    for (var at = queues.get(queue.spec().parent());
        at != null && height <= queues.size();
        at = queues.get(at.spec().parent())) {
      height++;
    }
    return height;
  }
}
