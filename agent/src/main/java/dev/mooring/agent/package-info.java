/**
 * The pods of the ML agent, one package each; here is what they share: the entry point, the
 * settings and the probes.
 *
 * <p>A component decides with {@code training} or {@code scheduling} and acts through {@code
 * cluster}. It must not hold a Kubernetes client, and must not know another component.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent;
