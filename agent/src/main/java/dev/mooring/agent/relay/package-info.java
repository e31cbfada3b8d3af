/**
 * {@code relay-server}: dials out to the control plane and carries its calls to {@code
 * rest-server}. Must not know what the calls mean, and holds no Kubernetes client: its memory is
 * meant to stay small.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.relay;
