package dev.mooring.testkit.gangs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.testkit.gangs.GangHistory.Size;
import dev.mooring.testkit.gangs.PodEvent.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Histories of a scheduler that does everything right, and the same with one thing wrong. */
final class GangHistoryPropertiesTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int ROOM = 4;

  /** Binds whole gangs where there is room, undoes some half way, and lets others end. */
  private static final class RightScheduler {
    private final Random random;
    private final List<PodEvent> events = new ArrayList<>();
    private final Map<String, Integer> used = new HashMap<>();
    private final Map<String, Size> gangs = new HashMap<>();
    private int pods;

    RightScheduler(long seed, int gangs) {
      this.random = new Random(seed);
      for (var number = 0; number < gangs; number++) {
        run("gang-" + number, 1 + random.nextInt(ROOM));
      }
    }

    GangHistory history() {
      var nodes = new HashMap<String, Map<String, Long>>();
      used.keySet().forEach(node -> nodes.put(node, Map.of("gpu", (long) ROOM)));
      return new GangHistory(nodes, gangs, events);
    }

    private void run(String gang, int members) {
      gangs.put(gang, new Size(members, members));
      var undone = random.nextInt(4) == 0 ? random.nextInt(members) : 0;
      for (var number = 0; number < undone; number++) {
        var pod = "pod-" + pods++;
        var node = take();
        tell(pod, gang, node, State.LIVES);
        give(node);
        tell(pod, gang, node, State.DELETED);
      }
      var seats = new HashMap<String, String>();
      for (var number = 0; number < members; number++) {
        var pod = "pod-" + pods++;
        tell(pod, gang, "", State.LIVES);
        var node = take();
        seats.put(pod, node);
        tell(pod, gang, node, State.LIVES);
      }
      if (random.nextBoolean()) {
        seats.forEach((pod, node) -> {
          tell(pod, gang, node, State.SUCCEEDED);
          give(node);
        });
      }
    }

    /** A node with room, or a new one. */
    private String take() {
      var node =
          used.entrySet().stream()
              .filter(each -> each.getValue() < ROOM)
              .map(Map.Entry::getKey)
              .sorted()
              .findFirst()
              .orElse("node-" + used.size());
      used.merge(node, 1, Integer::sum);
      return node;
    }

    private void give(String node) {
      used.merge(node, -1, Integer::sum);
    }

    private void tell(String pod, String gang, String node, State state) {
      var number = events.size() + 1;
      events.add(
          new PodEvent(
              number,
              Instant.EPOCH.plusMillis(number),
              pod,
              pod,
              gang,
              Optional.of(node).filter(name -> !name.isEmpty()),
              Map.of("gpu", 1L),
              state));
    }
  }

  @Property(tries = 200)
  void whatIsRightIsFoundRight(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int gangs) {
    assertThat(new RightScheduler(seed, gangs).history().violations(SOON)).isEmpty();
  }

  @Property(tries = 200)
  void aGangThatLosesItsLastSeatIsFound(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int gangs) {
    var history = new RightScheduler(seed, gangs).history();
    var last = history.events().getLast();
    var events = new ArrayList<>(history.events());
    events.removeIf(event -> event.uid().equals(last.uid()));
    assertThat(new GangHistory(history.nodes(), history.gangs(), events).violations(SOON))
        .anyMatch(each -> each instanceof Violation.Lost lost && lost.gang().equals(last.gang()));
  }

  @Property(tries = 200)
  void anyNodeWithLessRoomThanWasUsedIsFound(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int gangs) {
    var history = new RightScheduler(seed, gangs).history();
    var bound = history.events().stream().filter(PodEvent::takesRoom).toList();
    var node = bound.get(new Random(seed).nextInt(bound.size())).node().orElseThrow();
    var nodes = new HashMap<>(history.nodes());
    nodes.put(node, Map.of("gpu", 0L));
    assertThat(new GangHistory(nodes, history.gangs(), history.events()).violations(SOON))
        .anyMatch(each -> each instanceof Violation.Overcommitted much && much.node().equals(node));
  }

  @Property(tries = 200)
  void anyTwoEventsThatChangedPlacesAreFound(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 30) int gangs) {
    var history = new RightScheduler(seed, gangs).history();
    var events = new ArrayList<>(history.events());
    var at = new Random(seed).nextInt(events.size() - 1);
    Collections.swap(events, at, at + 1);
    assertThat(new GangHistory(history.nodes(), history.gangs(), events).violations(SOON))
        .hasAtLeastOneElementOfType(Violation.OutOfOrder.class);
  }
}
