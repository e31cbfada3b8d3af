package dev.mooring.scheduling;

/** Why a gang waits, and what a person can do about it. */
public record Reason(String code, String message, String nextStep) {}
