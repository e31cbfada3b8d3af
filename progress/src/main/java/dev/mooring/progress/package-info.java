/**
 * Long steps with their elapsed time, as live lines on a terminal and as plain lines elsewhere.
 *
 * <p>What is shown is a pure function of a {@link dev.mooring.progress.Board} and a time; only
 * {@link dev.mooring.progress.Steps} holds state and writes. Knows nothing of what the steps do,
 * and nothing but the JDK: {@code ./moor} compiles it before Maven has fetched anything.
 */
@org.jspecify.annotations.NullMarked
package dev.mooring.progress;
