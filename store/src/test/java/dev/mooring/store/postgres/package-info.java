/** What can be said of the adapter without a database; the rest is tested in testkit. */
@org.jspecify.annotations.NullMarked
package dev.mooring.store.postgres;
