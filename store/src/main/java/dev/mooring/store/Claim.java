package dev.mooring.store;

import java.util.Optional;

/**
 * A task that was claimed. Who has it may write under it until another claims the task, also after
 * the lease has ended, or until it is given back: finished or to be tried again.
 *
 * @param token grows with each claim, and beyond the end of the task
 * @param attempts how often it was claimed since it last finished well, this one counted
 */
public record Claim(
    String kind, String subject, Optional<String> agent, long token, int attempts) {}
