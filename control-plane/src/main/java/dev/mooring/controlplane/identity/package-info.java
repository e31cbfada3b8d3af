/**
 * Who calls: the built-in issuer, in the shape of AD FS so that Azure's credentials work unchanged,
 * and the check of its tokens.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.identity;
