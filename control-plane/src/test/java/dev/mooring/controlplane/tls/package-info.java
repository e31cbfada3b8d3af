/** Tests of the certificates. */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.tls;
