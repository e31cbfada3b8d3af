@org.jspecify.annotations.NullMarked
package dev.mooring.embedded.config;
