/**
 * Figures of a component for Prometheus, in its text format. A handful of series needs no library
 * in a process whose memory is counted. Must not know what the figures are about.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.metrics;
