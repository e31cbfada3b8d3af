package dev.mooring.scheduling.model;

/**
 * A pod that asks for a seat.
 *
 * @param role its task in the gang ({@code master}, {@code worker}), to which minimums refer; empty
 *     when it has none
 */
public record Member(PodId id, String role, PodShape shape) {}
