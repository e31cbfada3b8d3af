/**
 * Finds seats for pods on nodes: filters, scores, and a bounded search for pods that start
 * together. Works on arrays that are made once for a plan; it knows nothing of queues, of the order
 * of gangs, or of who may be evicted.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.scheduling.place;
