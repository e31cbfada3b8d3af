/**
 * Measures how long things take on a platform that runs, beside what Kubernetes alone takes for the
 * same in the same run. What the figures say is computed apart from how they are taken.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cli.bench;
