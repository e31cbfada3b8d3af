/** Tests of the settings, and the rig that starts the whole over a store in memory. */
@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane;
