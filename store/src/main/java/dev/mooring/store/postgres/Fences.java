package dev.mooring.store.postgres;

import dev.mooring.store.Claim;
import dev.mooring.store.Fence;
import org.jdbi.v3.core.Handle;

/**
 * Asks whether a fence holds, and keeps it so until the caller's transaction ends: the row that a
 * newer claim or tunnel would have to write is locked.
 */
final class Fences {
  private Fences() {}

  static boolean hold(Handle handle, Fence fence) {
    return switch (fence) {
      case Fence.OfClaim(Claim claim) -> TaskTable.lock(handle, claim);
      case Fence.OfTunnel(String agent, long epoch) ->
          handle
              .createQuery("SELECT 1 FROM agent WHERE id = :id AND epoch = :epoch FOR SHARE")
              .bind("id", agent)
              .bind("epoch", epoch)
              .mapTo(Integer.class)
              .findOne()
              .isPresent();
    };
  }
}
