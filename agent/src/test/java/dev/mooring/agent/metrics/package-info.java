@org.jspecify.annotations.NullMarked
package dev.mooring.agent.metrics;
