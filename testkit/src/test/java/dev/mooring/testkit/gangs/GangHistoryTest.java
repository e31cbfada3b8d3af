package dev.mooring.testkit.gangs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mooring.testkit.gangs.GangHistory.Size;
import dev.mooring.testkit.gangs.PodEvent.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two nodes of two GPUs, and gangs of two whose pods want one each. */
final class GangHistoryTest {
  private static final Instant BEGIN = Instant.parse("2026-11-28T00:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(60);

  private final List<PodEvent> events = new ArrayList<>();

  /** Told a second after the one before. */
  private GangHistoryTest tell(String pod, String node, State state) {
    return tell(events.size() + 1, events.size(), pod, node, state);
  }

  private GangHistoryTest tell(long version, long second, String pod, String node, State state) {
    events.add(
        new PodEvent(
            version,
            BEGIN.plusSeconds(second),
            "uid-" + pod,
            pod,
            pod.substring(0, 1),
            Optional.of(node).filter(name -> !name.isEmpty()),
            Map.of("gpu", 1L),
            state));
    return this;
  }

  private GangHistoryTest made(String... pods) {
    for (var pod : pods) {
      tell(pod, "", State.LIVES);
    }
    return this;
  }

  private GangHistoryTest bound(String pod, String node) {
    return tell(pod, node, State.LIVES);
  }

  private GangHistory history(String... gangs) {
    var sizes = new java.util.TreeMap<String, Size>();
    for (var gang : gangs) {
      sizes.put(gang, new Size(2, 2));
    }
    return new GangHistory(
        Map.of("one", Map.of("gpu", 2L), "two", Map.of("gpu", 2L)), sizes, events);
  }

  private List<Violation> violations(String... gangs) {
    return history(gangs).violations(SOON);
  }

  @Test
  void gangsThatAreBoundOneAfterTheOtherAreFine() {
    made("a0", "a1", "b0", "b1").bound("a0", "one").bound("a1", "two");
    bound("b0", "one").bound("b1", "two");
    assertThat(violations("a", "b")).isEmpty();
    assertThat(history("a", "b").longestPartial()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatSucceededLeavesItsRoomAndKeepsItsSeat() {
    made("a0", "a1").bound("a0", "one").bound("a1", "one");
    tell("a0", "one", State.SUCCEEDED).tell("a1", "one", State.SUCCEEDED);
    tell("a0", "one", State.DELETED);
    made("b0", "b1").bound("b0", "one").bound("b1", "one");
    assertThat(violations("a", "b")).isEmpty();
  }

  @Test
  void aGangThatIsUndoneAndBoundAnewIsFine() {
    made("a0", "a1").bound("a0", "one").tell("a0", "one", State.DELETED);
    events.add(
        new PodEvent(
            10,
            BEGIN.plusSeconds(90),
            "uid-new",
            "a0",
            "a",
            Optional.of("one"),
            Map.of("gpu", 1L),
            State.LIVES));
    tell(11, 91, "a1", "one", State.LIVES);
    assertThat(violations("a")).isEmpty();
  }

  @Test
  void aGangThatStaysPartialIsSeen() {
    made("a0", "a1").bound("a0", "one");
    assertThat(violations("a"))
        .containsExactly(new Violation.LeftPartial("a", 1, 2), new Violation.Lost("a", 1, 2));
  }

  @Test
  void aGangThatWasPartialForTooLongIsSeen() {
    made("a0", "a1").bound("a0", "one").tell(4, 70, "a1", "one", State.LIVES);
    assertThat(violations("a"))
        .containsExactly(new Violation.PartialTooLong("a", 2, 2, Duration.ofSeconds(68), 3));
  }

  @Test
  void aGangThatLosesAMemberIsPartialAgain() {
    made("a0", "a1").bound("a0", "one").bound("a1", "one").tell("a1", "one", State.FAILED);
    assertThat(violations("a")).contains(new Violation.LeftPartial("a", 1, 2));
  }

  @Test
  void aMemberThatTerminatesIsNoneAndKeepsItsRoom() {
    made("a0", "a1", "b0", "b1").bound("a0", "one").bound("a1", "one");
    tell("a0", "one", State.TERMINATES).bound("b0", "two").bound("b1", "one");
    assertThat(violations("a", "b"))
        .containsExactly(
            new Violation.Overcommitted("one", "gpu", 3, 2, 9),
            new Violation.LeftPartial("a", 1, 2),
            new Violation.Lost("a", 1, 2));
  }

  @Test
  void aNodeThatIsOvercommittedForAMomentIsSeen() {
    made("a0", "a1", "b0", "b1").bound("a0", "one").bound("a1", "one").bound("b0", "one");
    tell("b0", "one", State.DELETED);
    assertThat(violations("a")).containsExactly(new Violation.Overcommitted("one", "gpu", 3, 2, 7));
  }

  @Test
  void podsOfNobodyTakeRoomToo() {
    made("a0", "a1", "x0").bound("x0", "one").bound("a0", "one").bound("a1", "one");
    assertThat(violations("a")).containsExactly(new Violation.Overcommitted("one", "gpu", 3, 2, 6));
  }

  @Test
  void aResourceThatANodeHasNotIsNotGivenOut() {
    events.add(
        new PodEvent(1, BEGIN, "u", "x", "x", Optional.of("one"), Map.of("tpu", 1L), State.LIVES));
    assertThat(violations()).containsExactly(new Violation.Overcommitted("one", "tpu", 1, 0, 1));
  }

  @Test
  void aPodThatIsBoundTwiceIsSeen() {
    made("a0", "a1").bound("a0", "one").bound("a1", "one").bound("a0", "two");
    assertThat(violations("a")).containsExactly(new Violation.Moved("a0", "one", "two", 5));
  }

  @Test
  void aPodThatIsUnboundIsSeen() {
    made("a0").bound("a0", "one").bound("a0", "");
    assertThat(violations()).containsExactly(new Violation.Moved("a0", "one", "", 3));
  }

  @Test
  void aNodeThatDoesNotExistIsSeen() {
    made("a0").bound("a0", "three");
    assertThat(violations()).containsExactly(new Violation.NoSuchNode("a0", "three", 2));
  }

  @Test
  void aGangThatIsNeverBoundIsLostAndSoIsOneThatWasNeverMade() {
    made("a0", "a1");
    assertThat(violations("a", "b"))
        .containsExactly(new Violation.Lost("a", 0, 2), new Violation.Lost("b", 0, 2));
  }

  @Test
  void aMemberThatIsMissingBeyondTheMinimumIsLost() {
    made("a0").bound("a0", "one");
    var history = new GangHistory(history().nodes(), Map.of("a", new Size(1, 2)), events);
    assertThat(history.violations(SOON)).containsExactly(new Violation.Lost("a", 1, 2));
  }

  @Test
  void whatIsOutOfOrderProvesNothing() {
    tell(5, 0, "a0", "", State.LIVES).tell(5, 1, "a0", "", State.LIVES);
    assertThat(violations()).containsExactly(new Violation.OutOfOrder(5, 5));
  }

  @Test
  void gangsWithoutAMinimumAreRefused() {
    assertThatThrownBy(() -> new Size(0, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Size(3, 2)).hasMessageContaining("2 members needs 3");
  }
}
