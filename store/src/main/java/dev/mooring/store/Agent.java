package dev.mooring.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.api.ResourceId;
import java.time.Duration;
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
 * @param pods what it told last of its pods; empty until it has
 * @param seenAt when it last said anything
 * @param silence since then until this was read, both by the store's clock: nobody else's need
 *     agree with it
 */
public record Agent(
    String id,
    ResourceId cluster,
    String certificate,
    long epoch,
    String cursor,
    Optional<JsonNode> pods,
    Optional<Instant> seenAt,
    Optional<Duration> silence) {}
