package dev.mooring.store;

/** What a write of a reconciler is refused without. */
public sealed interface Fence {
  /** The claim is still the newest of its task, and was not given back. */
  record OfClaim(Claim claim) implements Fence {}

  /** The tunnel is still the newest of its agent. */
  record OfTunnel(String agent, long epoch) implements Fence {}
}
