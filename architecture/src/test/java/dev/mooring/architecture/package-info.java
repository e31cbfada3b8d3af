/** The rules of docs/design that a compiler cannot check. Knows every module; nothing knows it. */
@org.jspecify.annotations.NullMarked
package dev.mooring.architecture;
