/**
 * What the webhooks look up in a cluster, and how they and their certificate are registered there.
 * It must not know what is refused, nor when a certificate is renewed.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cluster.admission;
