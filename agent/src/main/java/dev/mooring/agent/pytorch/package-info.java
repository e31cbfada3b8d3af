/** The pod {@code aml-pytorch-operator}. Must not know how a PyTorchJob becomes pods. */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.pytorch;
