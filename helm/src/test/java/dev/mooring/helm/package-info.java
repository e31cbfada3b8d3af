@org.jspecify.annotations.NullMarked
package dev.mooring.helm;
