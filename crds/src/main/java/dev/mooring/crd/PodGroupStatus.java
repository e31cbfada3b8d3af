package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler knows about a gang; it alone writes this.
 *
 * @param phase null until the scheduler has seen the group
 * @param plan the seats decided and perhaps not all bound yet; null when nothing is decided
 * @param reason why the gang waits; null when it does not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodGroupStatus(
    @Nullable PodGroupPhase phase, @Nullable GangPlan plan, @Nullable Reason reason) {}
