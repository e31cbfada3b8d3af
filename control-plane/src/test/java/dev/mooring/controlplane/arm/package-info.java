/** Tests of the resources, over HTTPS, as the SDK calls them. */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.arm;
