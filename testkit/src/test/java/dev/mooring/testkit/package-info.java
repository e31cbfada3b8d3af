/** What every store promises, asked of each. */
@org.jspecify.annotations.NullMarked
package dev.mooring.testkit;
