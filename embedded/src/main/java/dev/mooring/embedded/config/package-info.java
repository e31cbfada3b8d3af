/**
 * The files and command lines of the embedded Kubernetes, as pure functions of its layout. It must
 * not read or write anything.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.embedded.config;
