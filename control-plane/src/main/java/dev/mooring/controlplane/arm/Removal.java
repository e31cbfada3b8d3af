package dev.mooring.controlplane.arm;

import dev.mooring.api.ResourceId;
import dev.mooring.api.Types;
import dev.mooring.controlplane.http.Reply;
import dev.mooring.controlplane.http.Request;
import dev.mooring.store.Claim;
import dev.mooring.store.Draft;
import dev.mooring.store.Fence;
import dev.mooring.store.Row;
import dev.mooring.store.Store;
import dev.mooring.store.StoreException;
import dev.mooring.store.Task;
import dev.mooring.store.Written;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes resources that need nothing done outside the database: with all that is below them, after
 * the call was answered, by whichever replica comes first. Thread-safe.
 */
public final class Removal {
  static final String KIND = "remove";

  private static final Logger LOG = LoggerFactory.getLogger(Removal.class);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int AT_ONCE = 10;

  /** What a workspace holds; of these, assets hold versions. */
  private static final List<String> BELOW_WORKSPACE =
      List.of(Types.JOB, Types.CODE, Types.ENVIRONMENT, Codes.HASH);

  private final Store store;

  public Removal(Store store) {
    this.store = store;
  }

  /** Marks a resource as going; the answer is that it is. */
  static Reply begin(Store store, Request request, ResourceId id) {
    var written =
        store
            .resources()
            .ask(
                id,
                found ->
                    found.map(row ->
                        Draft.of(row)
                            .with(Row.State.DELETING, Optional.empty())
                            .withTasks(Task.now(KIND, id.key()))
                            .withOperation()));
    return written
        .flatMap(Written::operation)
        .map(operation -> Operations.accepted(request, operation))
        .orElse(Reply.empty(204));
  }

  /** Removes whatever is to be removed, until the thread is interrupted. */
  public void run() {
    try {
      while (!Thread.interrupted()) {
        pass();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass() throws InterruptedException {
    try {
      var claims = store.tasks().claim(Set.of(KIND), Set.of(), LEASE, AT_ONCE);
      claims.forEach(this::carryOut);
      if (claims.isEmpty()) {
        store.tasks().await(LOOK);
      }
    } catch (StoreException failed) {
      LOG.warn("Removing waits: {}", failed.getMessage());
      Thread.sleep(LOOK);
    }
  }

  /** One that fails for whatever reason must not keep the others from being removed. */
  private void carryOut(Claim claim) {
    try {
      remove(claim);
    } catch (StoreException unanswered) {
      throw unanswered;
    } catch (RuntimeException unforeseen) {
      LOG.error(
          "{} could not be removed and is tried again in {} s",
          claim.subject(),
          LEASE.toSeconds(),
          unforeseen);
      store.tasks().retry(claim, LEASE);
    }
  }

  private void remove(Claim claim) {
    var row = store.resources().find(ResourceId.of(claim.subject()));
    row.filter(found -> found.state() == Row.State.DELETING)
        .ifPresent(found -> remove(new Fence.OfClaim(claim), found));
    store.tasks().finish(claim);
  }

  private void remove(Fence fence, Row row) {
    var id = row.id();
    if (id.isA(Types.WORKSPACE)) {
      BELOW_WORKSPACE.forEach(type -> removeBelow(fence, id, type));
    }
    if (id.isA(Types.MANAGED_CLUSTER)) {
      store.secrets().remove(ManagedClusters.secret(id));
      store.agents().remove(ManagedClusters.agent(row));
    }
    store.resources().remove(fence, id);
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
