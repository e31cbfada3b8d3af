package dev.mooring.controlplane.jobs;

/**
 * What every job's pods need.
 *
 * @param image of the launcher, as nodes pull it
 * @param ca certificates that the storage's is signed by, PEM
 */
public record LaunchSettings(String image, String ca) {}
