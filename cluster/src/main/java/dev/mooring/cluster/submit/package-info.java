/**
 * Training jobs as those who submit them see them: handed in, followed to their end, their log
 * read. Must not know how a job is run.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.submit;
