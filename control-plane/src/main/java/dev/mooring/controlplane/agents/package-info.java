/**
 * The agents' tunnels, and what comes up through them: who may connect, the watch of each agent,
 * and how its reports become what is seen of a job. Must not decide what is asked of an agent.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.agents;
