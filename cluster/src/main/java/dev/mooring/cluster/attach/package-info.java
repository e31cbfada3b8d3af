/**
 * A cluster as seen by whoever is about to install the agent on it from outside: whether it
 * answers, and what the given kubeconfig may do. Must not decide what to do about it.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.attach;
