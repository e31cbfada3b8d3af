/**
 * What installing the agent asks of the cluster and changes in it. Must not know which findings are
 * good enough.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.install;
