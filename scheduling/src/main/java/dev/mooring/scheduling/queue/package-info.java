/**
 * The tree of queues while a plan is made: what each holds, may hold, must have and deserves. It
 * knows nothing of nodes.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.scheduling.queue;
