@org.jspecify.annotations.NullMarked
package dev.mooring.controlplane.attach;
