package dev.mooring.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.time.Instant;

/**
 * How often nodes have turned pods of a replica away, one after the other.
 *
 * @param times 1 or more
 * @param last when it was seen the last time, in whole seconds
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TurnedAway(int times, @Required Instant last) {
  public TurnedAway {
    if (times < 1) {
      throw new IllegalArgumentException("A pod was turned away less than once: " + times);
    }
  }
}
