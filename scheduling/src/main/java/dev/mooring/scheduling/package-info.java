/** scheduling. */
@org.jspecify.annotations.NullMarked
package dev.mooring.scheduling;
