/**
 * The pod {@code azureml-connector-admission}: webhooks that default and check objects of our own
 * kinds when they are written. They are a courtesy: who writes while it is down is told the same
 * later, by an operator or the scheduler. Must not change anything in the cluster.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.admission;
