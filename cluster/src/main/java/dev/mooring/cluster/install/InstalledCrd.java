package dev.mooring.cluster.install;

/**
 * A definition that is in the cluster already.
 *
 * @param ours it carries our label and no other release's
 * @param owner who installed it, as far as it tells
 */
public record InstalledCrd(String name, boolean ours, String owner) {}
