package dev.mooring.controlplane.jobs;

import dev.mooring.api.Problem;
import dev.mooring.api.agent.AgentJob;

/** What a job asks of its agent. */
sealed interface Planned {
  /** It can be handed over. */
  record Ready(String namespace, String name, AgentJob job) implements Planned {}

  /** It cannot be carried out as it is. */
  record Refused(Problem problem) implements Planned {}

  /** Not yet. */
  record Waits(Problem problem) implements Planned {}
}
