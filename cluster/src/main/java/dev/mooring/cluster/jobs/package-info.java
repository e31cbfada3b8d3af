/**
 * Training jobs on the API server: a loop that calls back for each job that something changed
 * about, and what may be done to a job. Must not know what a job needs or when it has ended.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.jobs;
