/** Tests of the tunnel over real sockets on the loopback. */
@org.jspecify.annotations.NullMarked
package dev.mooring.tunnel;
