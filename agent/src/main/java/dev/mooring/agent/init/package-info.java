/**
 * The pod {@code cmaks-init-job}: whether the agent can be installed here, and its CRDs. It runs
 * before the others and must not need anything of them.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.init;
