package dev.mooring.store;

import java.util.Optional;

/**
 * A task that was claimed. Who has it may write under it until another claims the task.
 *
 * @param token grows with each claim of the task
 * @param attempts how often it was claimed since it last finished well, this one counted
 */
public record Claim(
    String kind, String subject, Optional<String> agent, long token, int attempts) {}
