/**
 * The pod {@code azureml-connector-controllers}: what has become of pod groups and queues, and what
 * nobody will use again. It places nothing; plans, reasons and who may start are the scheduler's.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.controllers;
