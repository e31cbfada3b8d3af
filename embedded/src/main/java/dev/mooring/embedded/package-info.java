/**
 * The one-machine Kubernetes: starts, repairs and stops it. Layout and configuration are pure
 * functions of a {@link dev.mooring.embedded.Layout}; the classes around them run {@code ip},
 * {@code nft}, {@code nsenter} and the supervisors. It must not know what runs on the cluster.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.embedded;
