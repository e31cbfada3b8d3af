/**
 * The control plane: what people ask over REST is stored before it is answered, and reconcilers
 * bring it about. Stateless; any number of replicas share one database.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane;
