package dev.mooring.store;

import dev.mooring.api.ResourceId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The resources, and the operations on them. Each call is one transaction. */
public interface Resources {

  Optional<Row> find(ResourceId id);

  /**
   * Resources of a type directly below a parent, by name.
   *
   * @param parent empty for all there are
   * @param after begins after this key; empty begins at the first
   */
  List<Row> list(Optional<ResourceId> parent, String type, Optional<String> after, int most);

  /**
   * Someone asks: decides from the row as it is, if it is there, and writes what was decided, with
   * its tasks and operation. Nobody else writes the row in between. The generation grows; the id
   * stays spelled as it was first.
   *
   * @param decide empty leaves all as it was; exceptions pass through, and nothing is written. It
   *     may be called again if the transaction must be repeated. It may read the store, must not
   *     write to it, and should be quick: others wait
   * @throws IllegalArgumentException when the draft is about another id
   */
  Optional<Written> ask(ResourceId id, Function<Optional<Row>, Optional<Draft>> decide);

  /**
   * A reconciler reports: as {@link #ask}, if and only if the fence holds and the row is there; the
   * generation stays. Open operations on the row have its state and problem, and end with it; so
   * too after {@link #ask}.
   *
   * @return empty when the fence does not hold, the row is gone, or nothing was decided
   */
  Optional<Written> report(Fence fence, ResourceId id, Function<Row, Optional<Draft>> decide);

  /**
   * Removes the row, if the fence holds; its operations end as succeeded. Tasks about it stay.
   *
   * @return whether the fence holds; then the row is gone, also if it was before
   */
  boolean remove(Fence fence, ResourceId id);

  /** Found for at least 30 days after its end. */
  Optional<Operation> operation(UUID id);
}
