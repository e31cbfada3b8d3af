package dev.mooring.testkit;

import static dev.mooring.testkit.Fixtures.LONG;
import static dev.mooring.testkit.Fixtures.PROBLEM;
import static dev.mooring.testkit.Fixtures.WORKSPACES;
import static dev.mooring.testkit.Fixtures.ask;
import static dev.mooring.testkit.Fixtures.claim;
import static dev.mooring.testkit.Fixtures.claimed;
import static dev.mooring.testkit.Fixtures.draft;
import static dev.mooring.testkit.Fixtures.fence;
import static dev.mooring.testkit.Fixtures.json;
import static dev.mooring.testkit.Fixtures.stored;
import static dev.mooring.testkit.Fixtures.unique;
import static dev.mooring.testkit.Fixtures.workspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.api.ResourceId;
import dev.mooring.store.Draft;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link dev.mooring.store.Resources} promises. */
interface ResourcesContract {
  Store store();

  @Test
  default void whatWasAskedIsFoundWhateverTheCaseOfItsId() {
    var id = workspace();
    var written = stored(store(), id);
    assertThat(written.created()).isTrue();
    assertThat(written.operation()).isEmpty();
    var shouted = ResourceId.of(id.toString().toUpperCase(Locale.ROOT));
    var row = store().resources().find(shouted).orElseThrow();
    assertThat(row).isEqualTo(written.row());
    assertThat(row.id()).hasToString(id.toString());
    assertThat(row.tags()).containsEntry("team", "vision");
    assertThat(row.properties()).isEqualTo(json("asked", 1));
    assertThat(row.createdAt()).isEqualTo(row.modifiedAt());
  }

  @Test
  default void askingAgainGrowsTheGenerationAndKeepsTheFirstSpelling() {
    var id = workspace();
    var first = stored(store(), id).row();
    var shouted = ResourceId.of(id.toString().toUpperCase(Locale.ROOT));
    var second = ask(store(), Draft.of(first).withProperties(json("asked", 2)).about(shouted));
    assertThat(second.created()).isFalse();
    assertThat(second.row().generation()).isEqualTo(2);
    assertThat(second.row().id()).hasToString(id.toString());
    assertThat(second.row().createdAt()).isEqualTo(first.createdAt());
    assertThat(second.row().modifiedAt()).isAfterOrEqualTo(first.modifiedAt());
    assertThat(store().resources().find(id)).contains(second.row());
  }

  @Test
  default void nothingIsWrittenWhenNothingIsDecidedOrTheDecisionThrows() {
    var id = workspace();
    var kind = unique("k");
    assertThat(store().resources().ask(id, row -> Optional.empty())).isEmpty();
    assertThatThrownBy(() ->
            store()
                .resources()
                .ask(
                    id,
                    row -> {
                      throw new IllegalStateException("refused");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("refused");
    var elsewhere = draft(workspace(), Row.State.CREATING).withTasks(Task.now(kind, "s"));
    assertThatThrownBy(() -> store().resources().ask(id, row -> Optional.of(elsewhere)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store().resources().find(id)).isEmpty();
    assertThat(claim(store(), kind, LONG)).isEmpty();
  }

  @Test
  default void tasksComeWithTheRow() {
    var id = workspace();
    var kind = unique("k");
    ask(store(), draft(id, Row.State.CREATING).withTasks(Task.now(kind, id.key())));
    assertThat(claim(store(), kind, LONG).orElseThrow().subject()).isEqualTo(id.key());
  }

  @Test
  default void whoDecidesMayReadTheStore() {
    var other = workspace();
    stored(store(), other);
    var id = workspace();
    var written =
        store()
            .resources()
            .ask(
                id,
                row ->
                    store()
                        .resources()
                        .find(other)
                        .map(found -> draft(id, found.state()).withTasks()));
    assertThat(written).isPresent();
  }

  @Test
  default void noneOfManyAtOnceIsLost() throws Exception {
    var id = workspace();
    var generations = new ArrayList<Long>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Long> add =
          () ->
              store()
                  .resources()
                  .ask(
                      id,
                      row ->
                          Optional.of(
                              row.map(Draft::of)
                                  .orElseGet(() -> draft(id, Row.State.SUCCEEDED))
                                  .withProperties(
                                      json(
                                          "count",
                                          1
                                              + row.map(r -> r.properties().path("count").asInt())
                                                  .orElse(0)))))
                  .orElseThrow()
                  .row()
                  .generation();
      for (var written : threads.invokeAll(IntStream.range(0, 16).mapToObj(i -> add).toList())) {
        generations.add(written.get());
      }
    }
    assertThat(generations).doesNotHaveDuplicates().hasSize(16).contains(1L, 16L);
    assertThat(store().resources().find(id).orElseThrow().properties())
        .isEqualTo(json("count", 16));
  }

  @Test
  default void whatWasReadCanBeChangedWithoutChangingWhatIsKept() {
    var id = workspace();
    stored(store(), id);
    ((ObjectNode) store().resources().find(id).orElseThrow().properties()).put("asked", 9);
    assertThat(store().resources().find(id).orElseThrow().properties()).isEqualTo(json("asked", 1));
  }

  @Test
  default void aReportChangesWhatIsSeenAndNotTheGeneration() {
    var id = workspace();
    stored(store(), id);
    var claim = claimed(store(), unique("k"), LONG);
    var written =
        store()
            .resources()
            .report(
                fence(claim),
                id,
                row ->
                    Optional.of(
                        Draft.of(row)
                            .withObserved(json("nodes", 3))
                            .with(Row.State.FAILED, Optional.of(PROBLEM))))
            .orElseThrow();
    assertThat(written.row().generation()).isEqualTo(1);
    var row = store().resources().find(id).orElseThrow();
    assertThat(row).isEqualTo(written.row());
    assertThat(row.observed()).isEqualTo(json("nodes", 3));
    assertThat(row.problem()).contains(PROBLEM);
    assertThat(store().resources().report(fence(claim), workspace(), r -> Optional.of(Draft.of(r))))
        .isEmpty();
  }

  @Test
  default void operationsFollowTheStateAndEndWithIt() {
    var id = workspace();
    var started =
        ask(store(), draft(id, Row.State.CREATING).withOperation()).operation().orElseThrow();
    assertThat(started.resource()).isEqualTo(id);
    assertThat(started.state()).isEqualTo(Row.State.CREATING);
    assertThat(started.endedAt()).isEmpty();
    var claim = claimed(store(), unique("k"), LONG);
    store()
        .resources()
        .report(
            fence(claim),
            id,
            row -> Optional.of(Draft.of(row).with(Row.State.FAILED, Optional.of(PROBLEM))));
    var ended = store().resources().operation(started.id()).orElseThrow();
    assertThat(ended.state()).isEqualTo(Row.State.FAILED);
    assertThat(ended.problem()).contains(PROBLEM);
    assertThat(ended.endedAt()).isPresent();
    ask(store(), draft(id, Row.State.UPDATING));
    assertThat(store().resources().operation(started.id())).contains(ended);
    assertThat(store().resources().operation(UUID.randomUUID())).isEmpty();
  }

  @Test
  default void anOperationOfWhatIsDoneAtOnceHasEnded() {
    var operation =
        ask(store(), draft(workspace(), Row.State.SUCCEEDED).withOperation()).operation();
    assertThat(operation.orElseThrow().endedAt()).isPresent();
  }

  @Test
  default void operationsOfWhatIsRemovedSucceed() {
    var id = workspace();
    stored(store(), id);
    var started =
        ask(store(), draft(id, Row.State.DELETING).withOperation()).operation().orElseThrow();
    var claim = claimed(store(), unique("k"), LONG);
    assertThat(store().resources().remove(fence(claim), id)).isTrue();
    assertThat(store().resources().find(id)).isEmpty();
    var ended = store().resources().operation(started.id()).orElseThrow();
    assertThat(ended.state()).isEqualTo(Row.State.SUCCEEDED);
    assertThat(ended.endedAt()).isPresent();
    assertThat(store().resources().remove(fence(claim), id)).isTrue();
    assertThat(stored(store(), id).row().generation()).isEqualTo(1);
  }

  @Test
  default void listsGoOnWhereTheLastPageEnded() {
    var parent = workspace();
    stored(store(), parent);
    for (var name : List.of("c", "A", "b")) {
      stored(store(), parent.child("jobs", name));
      stored(store(), parent.child("computes", name));
    }
    stored(store(), workspace().child("jobs", "elsewhere"));
    stored(store(), parent.child("jobs", "b").child("deeper", "d"));
    var type = (WORKSPACES + "/jobs").toUpperCase(Locale.ROOT);
    var resources = store().resources();
    var first = resources.list(Optional.of(parent), type, Optional.empty(), 2);
    assertThat(first).extracting(row -> row.id().name()).containsExactly("A", "b");
    var after = Optional.of(first.getLast().id().key());
    assertThat(resources.list(Optional.of(parent), type, after, 2))
        .extracting(row -> row.id().name())
        .containsExactly("c");
    var all = resources.list(Optional.empty(), type, Optional.empty(), 10_000);
    assertThat(all).extracting(row -> row.id().name()).contains("A", "b", "c", "elsewhere");
    assertThat(all).extracting(row -> row.id().key()).isSorted();
  }
}
