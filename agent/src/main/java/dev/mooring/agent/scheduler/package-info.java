/**
 * {@code azureml-connector-scheduler}: watch, snapshot, plan, bind, explain. The decisions are
 * those of {@code dev.mooring.scheduling}; here is only the order in which they are written down.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.scheduler;
