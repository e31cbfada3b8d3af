package dev.mooring.controlplane.arm;

import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.controlplane.work.Outcome;
import dev.mooring.controlplane.work.TaskHandler;
import dev.mooring.store.Claim;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.Task;
import dev.mooring.store.Written;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Removes resources that need nothing done outside the database: with all that is below them, after
 * the call was answered, by whichever replica comes first. Thread-safe.
 */
public final class Removal implements TaskHandler {
  /** The kind of these tasks; their subject is the resource. */
  public static final String TASK = "remove";

  private static final Duration JOBS = Duration.ofMillis(500);
  private static final int AT_ONCE = 10;

  /** What a workspace holds; of these, assets hold versions. */
  private static final List<String> BELOW_WORKSPACE =
      List.of(Types.CODE, Types.ENVIRONMENT, Codes.HASH);

  private final Store store;

  public Removal(Store store) {
    this.store = store;
  }

  /** Marks a resource as going; the answer is that it is. */
  static Reply begin(Store store, Request request, ResourceId id) {
    return begin(store, request, id, Task.now(TASK, id.key()));
  }

  /**
   * As above.
   *
   * @param task that removes it
   */
  static Reply begin(Store store, Request request, ResourceId id, Task task) {
    var written =
        store
            .resources()
            .ask(
                id,
                found ->
                    found.map(row ->
                        Draft.of(row)
                            .with(Row.State.DELETING, Optional.empty())
                            .withTasks(task)
                            .withOperation()));
    return written
        .flatMap(Written::operation)
        .map(operation -> Operations.accepted(request, operation))
        .orElse(Reply.empty(204));
  }

  @Override
  public Outcome handle(Claim claim) {
    var row = store.resources().find(ResourceId.of(claim.subject()));
    var going = row.filter(found -> found.state() == Row.State.DELETING);
    return going.isEmpty() || remove(new Fence.OfClaim(claim), going.get())
        ? Outcome.DONE
        : Outcome.again(JOBS);
  }

  /** False when something below it has to go first, and is about to. */
  private boolean remove(Fence fence, Row row) {
    var id = row.id();
    if (id.isA(Types.WORKSPACE)) {
      if (removeJobs(fence, id)) {
        return false;
      }
      BELOW_WORKSPACE.forEach(type -> removeBelow(fence, id, type));
    }
    if (id.isA(Types.MANAGED_CLUSTER)) {
      store.secrets().remove(ManagedClusters.secret(id));
      store.agents().remove(ManagedClusters.agent(row));
    }
    store.resources().remove(fence, id);
    return true;
  }

  /** Jobs are taken off their clusters, each by its own task; whether there are any. */
  private boolean removeJobs(Fence fence, ResourceId workspace) {
    var jobs = Pages.all(store.resources(), Optional.of(workspace), Types.JOB).toList();
    jobs.stream()
        .filter(job -> job.state() != Row.State.DELETING)
        .forEach(job ->
            store
                .resources()
                .report(
                    fence,
                    job.id(),
                    now ->
                        Optional.of(
                            Draft.of(now)
                                .with(Row.State.DELETING, Optional.empty())
                                .withTasks(Task.now(Jobs.TASK, now.id().key())))));
    return !jobs.isEmpty();
  }

  private void removeBelow(Fence fence, ResourceId parent, String type) {
    var found = store.resources().list(Optional.of(parent), type, Optional.empty(), AT_ONCE);
    while (!found.isEmpty()) {
      for (var row : found) {
        if (row.id().isA(Types.CODE) || row.id().isA(Types.ENVIRONMENT)) {
          removeBelow(fence, row.id(), type + "/versions");
        }
        if (!store.resources().remove(fence, row.id())) {
          return;
        }
      }
      found = store.resources().list(Optional.of(parent), type, Optional.empty(), AT_ONCE);
    }
  }
}
