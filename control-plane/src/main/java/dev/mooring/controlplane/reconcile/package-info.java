/** What works on its own in the control plane, put together. */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.reconcile;
