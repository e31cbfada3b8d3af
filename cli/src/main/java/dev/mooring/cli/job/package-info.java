/**
 * Jobs as the user has them: a file in the schema of {@code az ml}, folders with code and data, a
 * log to follow, a folder for the artifacts. Must not know commands and this machine's clusters.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cli.job;
