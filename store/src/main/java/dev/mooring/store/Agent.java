package dev.mooring.store;

import dev.mooring.api.ResourceId;
import java.time.Instant;
import java.util.Optional;

/**
 * An agent on a cluster.
 *
 * @param id UUID
 * @param cluster that it is on
 * @param certificate SHA-256 of the client certificate that its tunnel must show, hexadecimal
 * @param epoch of its newest tunnel; 0 before the first
 * @param cursor to resume its watch from; empty for from the beginning
 * @param seenAt when it last said anything
 */
public record Agent(
    String id,
    ResourceId cluster,
    String certificate,
    long epoch,
    String cursor,
    Optional<Instant> seenAt) {}
