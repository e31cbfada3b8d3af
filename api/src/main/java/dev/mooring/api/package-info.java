/**
 * What people and programs see of Mooring: ids, problems, and in {@code agent} what the control
 * plane and the agent say to each other. Plain records with their JSON; no I/O, no clock.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.api;
