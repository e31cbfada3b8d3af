package dev.mooring.training.aml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobStatus;
import dev.mooring.crd.Reason;
import dev.mooring.training.SeenContainer.State;
import dev.mooring.training.SeenPod;
import dev.mooring.training.SeenPod.Phase;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for every history of a training job, however strange. */
final class AmlJobsPropertiesTest {

  @Property(tries = 500)
  void aStatusKeepsItsRulesThroughAnyHistory(@ForAll("histories") List<Sight> history) {
    var status = AmlJobStatus.NONE;
    var seconds = 0;
    for (var sight : history) {
      var now = AmlFixtures.NOW.plusSeconds(seconds);
      var next = AmlJobs.decide(job(sight, status), sight.seen(), now).status();
      if (status.ended()) {
        assertThat(next).isEqualTo(status);
      }
      assertThat(next.endTime() != null).isEqualTo(next.ended());
      if (status.startTime() != null) {
        assertThat(next.startTime()).isEqualTo(status.startTime());
      }
      var again = AmlJobs.decide(job(sight, next), sight.seen(), now);
      assertThat(again.status()).as("the same sight twice").isEqualTo(next);
      assertThat(again.events()).isEmpty();
      status = next;
      seconds += 7;
    }
  }

  /** One look at a job. */
  record Sight(boolean cancelled, AmlSeen seen) {}

  private static AmlJob job(Sight sight, AmlJobStatus status) {
    return sight.cancelled() ? AmlFixtures.cancelled(status) : AmlFixtures.job(status);
  }

  @Provide
  Arbitrary<List<Sight>> histories() {
    return Combinators.combine(Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)), seen())
        .as(Sight::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  private static Arbitrary<AmlSeen> seen() {
    return Combinators.combine(
            Arbitraries.of(true, true, true, false),
            training().optional(0.8),
            pod().list().ofMaxSize(3))
        .as((ready, training, pods) -> new AmlSeen(ready, training, pods, Optional.empty()));
  }

  private static Arbitrary<AmlSeen.Training> training() {
    var reason = new Reason("Waits", "waits", "wait");
    return Combinators.combine(
            Arbitraries.of(true, false),
            Arbitraries.of("Created", "Created", "Running", "Running", "Succeeded", "Failed"),
            Arbitraries.of(true, false))
        .as((deleting, condition, waits) ->
            new AmlSeen.Training(deleting, AmlFixtures.training(condition, waits ? reason : null)));
  }

  private static Arbitrary<SeenPod> pod() {
    var state =
        Arbitraries.<State>of(
            AmlFixtures.CREATING,
            AmlFixtures.RUNNING,
            AmlFixtures.ended(0, ""),
            AmlFixtures.ended(3, "boom"),
            AmlFixtures.ended(71, "A: b. Next: c"));
    return Combinators.combine(
            Arbitraries.of("digits-master-0", "digits-worker-0", "digits-worker-1"),
            Arbitraries.of(Phase.class),
            state,
            state)
        .as(AmlFixtures::pod);
  }
}
