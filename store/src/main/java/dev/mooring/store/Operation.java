package dev.mooring.store;

import dev.mooring.api.Problem;
import dev.mooring.api.ResourceId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What someone who asked waits for: ends when its resource's state does, or it is gone.
 *
 * @param state SUCCEEDED when a deleted resource is gone
 */
public record Operation(
    UUID id,
    ResourceId resource,
    Row.State state,
    Optional<Problem> problem,
    Instant startedAt,
    Optional<Instant> endedAt) {}
