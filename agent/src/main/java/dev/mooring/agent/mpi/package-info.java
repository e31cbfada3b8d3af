/** The pod {@code aml-mpi-operator}. Must not know how an MPIJob becomes pods. */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.mpi;
