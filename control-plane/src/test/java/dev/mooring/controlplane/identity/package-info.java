/** Tests of the issuer and of the tokens, over HTTPS. */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.identity;
