// Package geo holds the nouns and rules of a conflict along a road: incidents,
// decrees and their zones, the routes they lie on, the kilometre scales people
// count along those routes, days and periods, and what can go wrong in words a
// person understands.
//
// It leaves everything with side effects to other rooms: there is no I/O, no
// clock, no SQL and no HTTP here.
//
// Conventions, inside and out:
//
//   - Points are orb.Point: longitude first, then latitude, WGS 84 degrees.
//   - Lengths and measures are metres on the WGS 84 ellipsoid.
//   - A [Span] is half-open, [From, To); a pair of [Day] values is inclusive at
//     both ends, because that is how laws and newspapers count.
//   - A kilometre is never bare: a [Km] means something only together with the
//     [Scale] of a route.
package geo
