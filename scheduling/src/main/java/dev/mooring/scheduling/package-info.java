/**
 * The gang scheduling core: where the pods of a gang go, or why they wait. Functions of values; it
 * knows the JDK only, and no client, clock, logger or thread.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.scheduling;
