// Package cql2 is the filter language of every door: the Common Query Language
// of OGC 21-065r2, CQL2, in its text and its JSON form, with the functions that
// a conflict along a road needs.
//
// ParseText and ParseJSON make one syntax tree, ToText and ToJSON write it again.
// Check holds a tree against the queryables of a collection; Compile makes a
// checked tree into a predicate over columns in memory. The database's form of
// a tree is in package data, which knows SQL.
//
// # What a filter means
//
// Both back ends give the same items for the same filter, so this is exact:
//
//   - Truth has three values, as in SQL. What is asked of an unknown value is
//     Unknown, and an item is chosen only where the whole filter is True. AND,
//     OR and NOT are Kleene's; x IN (a, b) is x = a OR x = b; only IS NULL is
//     never Unknown.
//   - Texts compare by their bytes in UTF-8. CASEI and ACCENTI are the two
//     tables of this package. LIKE has % for any characters, _ for one character
//     and a backslash that takes the meaning from the one after it.
//   - Numbers are float64. DIV is a quotient cut off towards zero, a % b is
//     a − b × (a DIV b), each step rounded. A result that is no finite number,
//     or is too small to be told from zero where it is not zero, is Unknown: so
//     is every division by zero.
//   - FALSE is less than TRUE.
//   - A day in a temporal function is all of it in UTC, [00:00, 24:00); a period
//     is its days; a timestamp is an instant, kept to the microsecond. The
//     functions are what Temporal says. An open end is before or after all.
//     INTERVAL(a, b) IS NULL where either of its ends is.
//   - Arrays are sets: neither order nor repetition matters. An array with an
//     unknown member is itself unknown.
//   - An EMPTY geometry is the empty collection. Heights are dropped. Of a point
//     in several parts of a collection, the part of the highest dimension says
//     whether it is inside or on the edge.
//
// # The text form
//
// It follows the standard's grammar, with three things settled where that is
// silent or says two: a minus sign binds tighter than ^, so that -2 ^ 2 is 4; an
// argument that stands in brackets as a whole is a list of one, except in
// functions that take no list; and a backslash before a quote makes the quote
// part of the text, two of them before a quote being one backslash. Names are
// as they are written, keywords in any mixture of capitals; a property called
// like a keyword stands in double quotes.
package cql2
