package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One of upstream's JobConditions.
 *
 * @param type such as {@code Running}
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason such as {@code PyTorchJobRunning}
 * @param message for people
 * @param lastUpdateTime when reason or message last changed
 * @param lastTransitionTime when the status last changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @Required String type,
    @Required String status,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Instant lastUpdateTime,
    @Nullable Instant lastTransitionTime) {}
