/**
 * AmlJobs with what belongs to them, for whoever turns them into training jobs. Must not know when
 * that is done.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.aml;
