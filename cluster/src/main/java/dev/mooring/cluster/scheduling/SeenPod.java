package dev.mooring.cluster.scheduling;

import dev.mooring.scheduling.Member;
import java.util.Optional;

/**
 * A pod of a group that has not ended.
 *
 * @param node where it is bound; empty while it waits
 * @param explained the message of its PodScheduled=False condition; empty if it has none
 */
public record SeenPod(Member member, Optional<String> node, String explained) {}
