package dev.mooring.agent.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.scheduling.model.GangId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
  private final FakeGangCluster cluster = new FakeGangCluster();
  private final Throttle throttle = new Throttle();

  private Instant now = Instant.EPOCH;

  private int room() {
    throttle.look(cluster.see(), now);
    return throttle.binds().availablePermits();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void whilePodsAreMadeOneIsBoundAtATime() {
    cluster.addGang("whole", 3, 100, 0);
    assertThat(room()).isEqualTo(Throttle.AT_ONCE);
    var gang = cluster.addGroup("g", 3, 0);
    assertThat(room()).isEqualTo(1);
    cluster.addPod(gang, "g-0", 100);
    assertThat(room()).isEqualTo(1);
    cluster.addPod(gang, "g-1", 100);
    assertThat(room()).isEqualTo(1);
    cluster.addPod(gang, "g-2", 100);
    assertThat(room()).as("nothing is left to be made").isEqualTo(Throttle.AT_ONCE);
  }

  @Test
  void whereManyGangsComeTheNextAreWaitedForASecond() {
    var first = cluster.addGroup("first", 1, 0);
    var second = cluster.addGroup("second", 1, 0);
    assertThat(room()).isEqualTo(1);
    cluster.addPod(first, "first-0", 100);
    cluster.addPod(second, "second-0", 100);
    pass(Duration.ofMillis(999));
    assertThat(room()).isEqualTo(1);
    assertThat(throttle.isCrowd()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(room()).isEqualTo(Throttle.AT_ONCE);
    assertThat(throttle.isCrowd()).isFalse();
  }

  @Test
  void whereTheyAreMadeWithoutEndSomeStartAllTheSame() {
    var first = cluster.addGroup("first", 100, 0);
    var second = cluster.addGroup("second", 100, 0);
    for (var half = 0; half < 20; half++) {
      cluster.addPod(half % 2 == 0 ? first : second, "pod-" + half, 10);
      assertThat(room()).isEqualTo(1);
      assertThat(throttle.mayStart(0)).isTrue();
      assertThat(throttle.mayStart(1)).isFalse();
      pass(Duration.ofMillis(500));
    }
    assertThat(room()).isEqualTo(8);
    assertThat(throttle.mayStart(7)).isTrue();
    assertThat(throttle.mayStart(8)).isFalse();
    pass(Duration.ofSeconds(2));
    assertThat(room()).isEqualTo(Throttle.AT_ONCE);
    assertThat(throttle.mayStart(1000)).as("they wait for their turn elsewhere").isTrue();
  }

  /** It got its pods more than a second ago, and lost {@code g-1} less than that. */
  private GangId gangThatHasLostOneOfTwoPods() {
    var gang = cluster.addGroup("g", 3, 0);
    cluster.addPod(gang, "g-0", 100);
    cluster.addPod(gang, "g-1", 100);
    assertThat(room()).isEqualTo(1);
    pass(Duration.ofMillis(600));
    cluster.removePod("g-1");
    assertThat(room()).isEqualTo(1);
    pass(Duration.ofMillis(600));
    return gang;
  }

  @Test
  void aPodThatIsMadeAgainAndAgainIsNoCreation() {
    var gang = gangThatHasLostOneOfTwoPods();
    cluster.addPod(gang, "g-1", 100);
    assertThat(room()).isEqualTo(Throttle.AT_ONCE);
  }

  @Test
  void podsThatGoHoldNothingUp() {
    var gang = gangThatHasLostOneOfTwoPods();
    assertThat(room()).isEqualTo(Throttle.AT_ONCE);
    cluster.end(gang);
    assertThat(room()).isEqualTo(Throttle.AT_ONCE);
  }

  @Test
  void aGangWhosePodsDoNotComeHoldsNothingUp() {
    var gang = cluster.addGroup("g", 3, 0);
    cluster.addPod(gang, "g-0", 100);
    assertThat(room()).isEqualTo(1);
    pass(Duration.ofMillis(999));
    assertThat(room()).as("the API server may just be slow").isEqualTo(1);
    pass(Duration.ofMillis(1));
    assertThat(room()).isEqualTo(Throttle.AT_ONCE);
    cluster.addPod(gang, "g-1", 100);
    assertThat(room()).isEqualTo(1);
  }

  @Test
  void podsThatAreSeenLateAreNotBeingMade() {
    now = Instant.parse("2026-11-23T10:00:00Z");
    cluster.podsMade(now.minusSeconds(5));
    var first = cluster.addGroup("first", 2, 0);
    var second = cluster.addGroup("second", 2, 0);
    cluster.addPod(first, "first-0", 100);
    cluster.addPod(second, "second-0", 100);
    assertThat(room()).isEqualTo(Throttle.AT_ONCE);
    assertThat(throttle.isCrowd()).isFalse();
    cluster.podsMade(now.minusMillis(4999));
    cluster.addPod(cluster.addGroup("third", 2, 0), "third-0", 100);
    assertThat(room()).isEqualTo(1);
  }

  @Test
  void manyPodsAtOnceAreAFlood() {
    cluster.addGang("first", 32, 1);
    throttle.look(cluster.see(), now);
    assertThat(throttle.isFlood()).isFalse();
    cluster.addGang("second", 33, 1);
    throttle.look(cluster.see(), now);
    assertThat(throttle.isFlood()).isTrue();
    throttle.look(cluster.see(), now);
    assertThat(throttle.isFlood()).isFalse();
  }

  @Test
  void whoHasAPlaceKeepsItWhenThereAreFewer() {
    throttle.binds().acquireUninterruptibly(10);
    cluster.addGroup("g", 3, 0);
    throttle.look(cluster.see(), now);
    assertThat(throttle.binds().availablePermits()).isEqualTo(-9);
    throttle.binds().release(10);
    assertThat(throttle.binds().availablePermits()).isEqualTo(1);
  }
}
