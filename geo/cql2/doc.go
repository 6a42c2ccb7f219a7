// Package cql2 is the filter language of every door: the Common Query Language
// of OGC 21-065r2, CQL2, in its text and its JSON form, with the functions that
// a conflict along a road needs.
//
// ParseText and ParseJSON make one syntax tree, Text and JSON write it again.
// Check holds a tree against the queryables of a collection; Compile makes a
// checked tree into a predicate over columns in memory. The database's form of
// a tree is in package data, which knows SQL.
//
// Truth has three values, as in SQL: a comparison with what is not known is
// Unknown, and an item is chosen only where the whole filter is True.
package cql2
