/** Tests of relay-server with a real gateway and an HTTP server in rest-server's place. */
@org.jspecify.annotations.NullMarked
package dev.mooring.agent.relay;
