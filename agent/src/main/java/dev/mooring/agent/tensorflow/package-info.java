/** The pod {@code aml-tf-job-operator}. Must not know how a TFJob becomes pods. */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.tensorflow;
