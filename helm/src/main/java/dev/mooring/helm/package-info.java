/**
 * Helm releases behind a port. Must not know which charts there are, and holds no Kubernetes client
 * of its own.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.helm;
