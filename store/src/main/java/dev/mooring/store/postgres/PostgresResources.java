package dev.mooring.store.postgres;

import dev.mooring.api.ResourceId;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Operation;
import dev.mooring.store.Resources;
import dev.mooring.store.Row;
import dev.mooring.store.Written;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Thread-safe. Whoever writes a row locks it first, then its fence, then tasks. */
record PostgresResources(Transactions transactions) implements Resources {

  @Override
  public Optional<Row> find(ResourceId id) {
    return transactions.run(handle -> ResourceTable.find(handle, id));
  }

  @Override
  public List<Row> list(
      Optional<ResourceId> parent, String type, Optional<String> after, int most) {
    return transactions.run(handle ->
        parent
            .map(id -> ResourceTable.below(handle, id, type, after.orElse(""), most))
            .orElseGet(() -> ResourceTable.ofType(handle, type, after.orElse(""), most)));
  }

  @Override
  public Optional<Written> ask(ResourceId id, Function<Optional<Row>, Optional<Draft>> decide) {
    return transactions.run(handle -> {
      var row = ResourceTable.lock(handle, id);
      return decide.apply(row).map(draft -> write(handle, draft.about(id), row));
    });
  }

  private static Written write(Handle handle, Draft draft, Optional<Row> before) {
    var after =
        before.isPresent()
            ? ResourceTable.update(handle, draft, 1)
            : ResourceTable.insert(handle, draft);
    return new Written(after, before.isEmpty(), follow(handle, draft, after));
  }

  /** What goes with a row in the same transaction. */
  private static Optional<Operation> follow(Handle handle, Draft draft, Row row) {
    TaskTable.add(handle, draft.tasks());
    var id =
        draft.operation() ? Optional.of(OperationTable.start(handle, row)) : Optional.<UUID>empty();
    OperationTable.follow(handle, row);
    return id.flatMap(started -> OperationTable.find(handle, started));
  }

  @Override
  public Optional<Written> report(
      Fence fence, ResourceId id, Function<Row, Optional<Draft>> decide) {
    return transactions.run(handle -> {
      var row = ResourceTable.lockIfThere(handle, id);
      if (row.isEmpty() || !Fences.hold(handle, fence)) {
        return Optional.empty();
      }
      return decide
          .apply(row.get())
          .map(draft -> {
            var after = ResourceTable.update(handle, draft.about(id), 0);
            return new Written(after, false, follow(handle, draft, after));
          });
    });
  }

  @Override
  public boolean remove(Fence fence, ResourceId id) {
    return transactions.run(handle -> {
      var row = ResourceTable.lockIfThere(handle, id);
      if (!Fences.hold(handle, fence)) {
        return false;
      }
      if (row.isPresent()) {
        ResourceTable.delete(handle, id);
        OperationTable.succeed(handle, id);
      }
      return true;
    });
  }

  @Override
  public Optional<Operation> operation(UUID id) {
    return transactions.run(handle -> OperationTable.find(handle, id));
  }
}
