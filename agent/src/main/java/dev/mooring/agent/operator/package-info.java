/**
 * The operator of training jobs, for every kind: observe, decide, apply, tell. Must not know a kind
 * by name.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.operator;
