/** Why a job waits, from what a cluster's objects say. It asks nobody and prints nothing. */
@org.jspecify.annotations.NullMarked
package dev.mooring.cli.explain;
