package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One of Volcano's PodGroupConditions, for tools that read those; people read the {@link Reason}.
 *
 * @param type {@code Scheduled} or {@code Unschedulable}
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param transitionID tells one transition from the next
 * @param lastTransitionTime when the status last changed
 * @param reason one CamelCase word
 * @param message for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodGroupCondition(
    @Nullable String type,
    @Nullable String status,
    @Nullable String transitionID,
    @Nullable Instant lastTransitionTime,
    @Nullable String reason,
    @Nullable String message) {}
