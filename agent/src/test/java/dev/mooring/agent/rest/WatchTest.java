package dev.mooring.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mooring.api.agent.AgentJson;
import dev.mooring.api.agent.JobReport;
import dev.mooring.api.agent.PodView;
import dev.mooring.api.agent.WatchEvent;
import dev.mooring.cluster.install.AgentPod;
import dev.mooring.crd.AmlJob;
import dev.mooring.crd.AmlJobPhase;
import dev.mooring.crd.AmlJobStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The watch over HTTP, as the control plane reads it. */
final class WatchTest {
  private static final Duration SOON = Duration.ofMillis(20);
  private static final int TOMBSTONES = 3;
  private static final AgentPod CRASHED =
      new AgentPod("rest-server", "r-2", "CrashLoopBackOff", false, 3, "exit code 1");

  @Test
  void aNewReaderGetsAListAndThenChanges() throws IOException {
    var journal = new Journal("e", TOMBSTONES);
    journal.changed(job("a", AmlJobPhase.QUEUED));
    try (var api = new Served(new FakeAgentCluster(), journal, SOON, SOON)) {
      var reader = new Reader(api);
      reader.read(3);
      assertThat(reader.heard())
          .filteredOn(event -> !(event instanceof WatchEvent.Heartbeat))
          .hasExactlyElementsOfTypes(
              WatchEvent.Pods.class,
              WatchEvent.Reset.class,
              WatchEvent.Job.class,
              WatchEvent.Synced.class);
      journal.changed(job("a", AmlJobPhase.RUNNING));
      journal.changed(job("a", AmlJobPhase.RUNNING));
      reader.read(1);
      assertThat(reader.known()).containsExactlyEntriesOf(Map.of("a", JobReport.Phase.RUNNING));
      assertThat(reader.cursor()).isEqualTo("e.2");
    }
  }

  @Test
  void aReaderThatLeftWithinAListGetsItFromItsBeginning() throws IOException {
    var journal = new Journal("e", TOMBSTONES);
    List.of("a", "b", "c").forEach(uid -> journal.changed(job(uid, AmlJobPhase.QUEUED)));
    try (var api = new Served(new FakeAgentCluster(), journal, SOON, SOON)) {
      var reader = new Reader(api);
      reader.read(2);
      reader.read(5);
      assertThat(reader.known()).containsOnlyKeys("a", "b", "c");
      assertThat(reader.heard()).filteredOn(WatchEvent.Reset.class::isInstance).hasSize(2);
    }
  }

  @Test
  void whoResumesIsToldOfThePodsToo() throws IOException {
    var cluster = new FakeAgentCluster();
    try (var api = new Served(cluster, new Journal("e", TOMBSTONES), SOON, SOON)) {
      var reader = new Reader(api);
      reader.read(Integer.MAX_VALUE);
      assertThat(reader.pods()).extracting(PodView::restarts).containsExactly(2);
      var cursor = reader.cursor();
      cluster.hasPods(CRASHED);
      reader.read(Integer.MAX_VALUE);
      assertThat(reader.pods())
          .containsExactly(
              new PodView("rest-server", "r-2", "CrashLoopBackOff", false, 3, "exit code 1"));
      assertThat(reader.cursor()).isEqualTo(cursor);
      cluster.hasPods();
      reader.read(Integer.MAX_VALUE);
      assertThat(reader.pods()).isEmpty();
    }
  }

  @Test
  void podsAreToldWhenTheyHaveChangedAndOnlyThen() throws IOException {
    var cluster = new FakeAgentCluster();
    try (var api = new Served(cluster, new Journal("e", TOMBSTONES), SOON, SOON);
        var lines = lines(api)) {
      assertThat(types(lines, 3)).containsExactly("PODS", "RESET", "SYNCED");
      assertThat(types(lines, 3)).containsOnly("HEARTBEAT");
      cluster.hasPods(CRASHED);
      assertThat(lines.lines().anyMatch(line -> line.contains("CrashLoopBackOff"))).isTrue();
      assertThat(types(lines, 3)).containsOnly("HEARTBEAT");
    }
  }

  @Test
  void podsThatChangeWithoutEndAreToldOnceALook() throws IOException {
    var cluster = new FakeAgentCluster();
    try (var api = new Served(cluster, new Journal("e", TOMBSTONES), SOON, Duration.ofHours(1));
        var lines = lines(api)) {
      assertThat(types(lines, 3)).containsExactly("PODS", "RESET", "SYNCED");
      cluster.hasPods(CRASHED);
      assertThat(types(lines, 3)).containsOnly("HEARTBEAT");
    }
  }

  private static BufferedReader lines(Served api) {
    return new BufferedReader(new InputStreamReader(api.watch(""), StandardCharsets.UTF_8));
  }

  private static List<String> types(BufferedReader lines, int count) throws IOException {
    var types = new ArrayList<String>();
    for (var i = 0; i < count; i++) {
      types.add(AgentJson.MAPPER.readTree(lines.readLine()).path("type").asText());
    }
    return types;
  }

  @Test
  void theCursorOfAnotherProcessIsNotResumed() {
    var journal = new Journal("e", TOMBSTONES);
    journal.changed(job("a", AmlJobPhase.QUEUED));
    for (var cursor : List.of("", "d.1", "e.2", "e.-1", "e.x", "e", "e.list")) {
      assertThat(journal.open(cursor)).as(cursor).isInstanceOf(Journal.Opening.Anew.class);
    }
    assertThat(journal.open("e.1")).isEqualTo(new Journal.Opening.Resumed(1));
  }

  @Test
  void whoMissedADeletionThatIsForgottenStartsAnew() throws InterruptedException {
    var journal = new Journal("e", TOMBSTONES);
    for (var i = 0; i <= TOMBSTONES; i++) {
      journal.changed(job("j" + i, AmlJobPhase.QUEUED));
      journal.gone(job("j" + i, AmlJobPhase.QUEUED));
    }
    assertThat(journal.open("e.1")).isInstanceOf(Journal.Opening.Anew.class);
    assertThat(journal.after(1, SOON)).isInstanceOf(Journal.Next.TooLate.class);
    assertThat(journal.open("e.2")).isEqualTo(new Journal.Opening.Resumed(2));
    assertThat(journal.anew().jobs()).isEmpty();
  }

  @Test
  void aSlowReaderGetsEachJobOnceAsItIsNow() throws InterruptedException {
    var journal = new Journal("e", TOMBSTONES);
    for (var i = 0; i < 100_000; i++) {
      journal.changed(job("a", i % 2 == 0 ? AmlJobPhase.QUEUED : AmlJobPhase.PREPARING));
    }
    journal.changed(job("a", AmlJobPhase.RUNNING));
    assertThat(journal.after(0, SOON))
        .isInstanceOfSatisfying(
            Journal.Next.Changed.class,
            next -> assertThat(next.entry().report().phase()).isEqualTo(JobReport.Phase.RUNNING));
    assertThat(journal.after(100_001, SOON)).isInstanceOf(Journal.Next.Quiet.class);
  }

  @Test
  void aJobThatIsGoneDoesNotComeBack() {
    var journal = new Journal("e", TOMBSTONES);
    journal.gone(job("never-seen", AmlJobPhase.QUEUED));
    journal.changed(job("a", AmlJobPhase.QUEUED));
    journal.gone(job("a", AmlJobPhase.QUEUED));
    journal.changed(job("a", AmlJobPhase.RUNNING));
    journal.gone(job("a", AmlJobPhase.QUEUED));
    assertThat(journal.anew()).isEqualTo(new Journal.Opening.Anew(List.of(), 2));
  }

  /** What happens at once: changes to jobs, and after how many events the reader leaves. */
  record Step(List<Change> changes, int leavesAfter) {}

  /** One change to a job, its end perhaps. */
  record Change(String uid, AmlJobPhase phase, boolean gone) {}

  @Property(tries = 40)
  void whoeverReconnectsAnywhereEndsWithWhatThereIs(@ForAll("steps") List<Step> steps)
      throws IOException, InterruptedException {
    var journal = new Journal("e", TOMBSTONES);
    var truth = new HashMap<String, JobReport.Phase>();
    var dead = new HashMap<String, Boolean>();
    try (var api = new Served(new FakeAgentCluster(), journal, SOON, SOON)) {
      var reader = new Reader(api);
      for (var step : steps) {
        var changing =
            Thread.startVirtualThread(
                () -> step.changes().forEach(change -> apply(change, journal, truth, dead)));
        reader.read(step.leavesAfter());
        changing.join();
      }
      reader.read(Integer.MAX_VALUE);
      assertThat(reader.known()).isEqualTo(truth);
    }
  }

  private static void apply(
      Change change,
      Journal journal,
      Map<String, JobReport.Phase> truth,
      Map<String, Boolean> dead) {
    if (dead.containsKey(change.uid())) {
      return;
    }
    var job = job(change.uid(), change.phase());
    if (change.gone()) {
      journal.gone(job);
      if (truth.remove(change.uid()) != null) {
        dead.put(change.uid(), true);
      }
    } else {
      journal.changed(job);
      truth.put(change.uid(), JobRecords.report(job).phase());
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    var change =
        Combinators.combine(
                Arbitraries.integers().between(0, 30),
                Arbitraries.of(AmlJobPhase.class),
                Arbitraries.of(false, false, true))
            .as((number, phase, gone) -> new Change("u" + number, phase, gone));
    return Combinators.combine(change.list().ofMaxSize(12), Arbitraries.integers().between(1, 4))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  private static AmlJob job(String uid, AmlJobPhase phase) {
    var job = new AmlJob();
    job.setMetadata(
        new ObjectMetaBuilder().withName(uid).withNamespace("lab").withUid(uid).build());
    job.setStatus(new AmlJobStatus(phase, null, null, null, null, null));
    return job;
  }
}
