/**
 * Judges what an API server told of gangs' pods: a pure function of that history, which must not
 * know of any scheduler how it decides, nor of a client.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.testkit.gangs;
