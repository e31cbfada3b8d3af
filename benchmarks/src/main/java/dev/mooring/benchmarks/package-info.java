/**
 * Benchmarks of what is decided without a cluster. They know the pure modules only; what needs a
 * cluster is measured by {@code moor bench}.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.benchmarks;
