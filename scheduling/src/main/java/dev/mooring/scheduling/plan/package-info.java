/**
 * Makes the plan: which gangs start where, which must go, and why the others wait. Functions of
 * values; it knows the model only, and no client, clock, logger or thread.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.scheduling.plan;
