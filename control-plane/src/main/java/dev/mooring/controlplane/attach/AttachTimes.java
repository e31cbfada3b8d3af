package dev.mooring.controlplane.attach;

import java.time.Duration;

/**
 * How long the steps may take; attaching ends within the sum of the first three.
 *
 * @param knock until the API server answers
 * @param ready until all pods of the agent are ready
 * @param connect from then until its tunnel is there
 * @param drain until the jobs of a compute that goes have ended
 * @param look between two looks at what is waited for, and between two notes of the pods' states
 */
public record AttachTimes(
    Duration knock, Duration ready, Duration connect, Duration drain, Duration look) {
  public static final AttachTimes NORMAL =
      new AttachTimes(
          Duration.ofSeconds(20),
          Duration.ofSeconds(100),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1));
}
