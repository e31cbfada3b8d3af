/**
 * The platform's own certificate authority, and the certificates it gives: the server's and those
 * of the agents' tunnels.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.tls;
