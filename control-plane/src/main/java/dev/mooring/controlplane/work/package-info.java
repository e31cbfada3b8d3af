/**
 * The loop that claims tasks and hands them to their handlers. Must not know what a task is about.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.work;
