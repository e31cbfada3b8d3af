package dev.mooring.controlplane.work;

import java.time.Duration;

/**
 * How the loop works.
 *
 * @param lease of a claim; as long a task rests when its replica was killed
 * @param renewal how often a claim is prolonged
 * @param idle how long it waits for a task before it looks again by itself
 * @param most tasks at once
 */
public record Pace(Duration lease, Duration renewal, Duration idle, int most) {
  public static final Pace NORMAL =
      new Pace(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(1), 8);

  public Pace {
    if (most < 1 || renewal.compareTo(lease) >= 0) {
      throw new IllegalArgumentException(
          "At least one task at once and renewals within the lease: %d, %s, %s"
              .formatted(most, renewal, lease));
    }
  }
}
