/**
 * The pod {@code rest-server}: the agent's API of design page 0003, over HTTP. Must not know a
 * Kubernetes client or who calls.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.rest;
