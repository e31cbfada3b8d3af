/** Tests of what holds for all calls. */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.http;
