package dev.mooring.scheduling;

/** A pod: its uid tells it from one of the same name that came before. */
public record PodId(String name, String uid) {}
