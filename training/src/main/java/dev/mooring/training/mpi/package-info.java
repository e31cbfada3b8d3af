/**
 * MPIJob: how mpirun in the launcher finds the workers and starts processes there, through the
 * Kubernetes API or through ssh. Must not know the other kinds.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.training.mpi;
