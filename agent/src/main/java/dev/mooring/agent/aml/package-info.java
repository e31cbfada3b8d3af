/** The pod {@code aml-operator}. Must not know how a training job becomes pods. */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.aml;
