@org.jspecify.annotations.NullMarked
package dev.mooring.training.mpi;
