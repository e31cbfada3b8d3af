/**
 * What the control plane and rest-server say to each other; the calls are in design page 0003.
 * Fields that one side does not know are ignored, so that they can be upgraded one after the other.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.api.agent;
