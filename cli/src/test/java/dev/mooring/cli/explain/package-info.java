@org.jspecify.annotations.NullMarked
package dev.mooring.cli.explain;
