/**
 * {@code moor}, the command: reads its arguments, asks the other modules and the platform, and
 * shows what they say. It must not decide anything that a library user would want too.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.cli;
