/**
 * What the controllers of pod groups and queues see of a cluster and write to it. It turns
 * Kubernetes' objects into values and back; it must not decide anything.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.controllers;
