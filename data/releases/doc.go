// Package releases freezes the public data as immutable versions that can be cited, and
// reads them again.
//
// A release is a folder named after its day: each collection as GeoJSON and CSV, all of
// them as one GeoPackage, the map as PMTiles, what the columns mean, what changed since
// the release before, and the sums of all that. Beside them lies what the server needs
// to answer from a release without a database: the map in its own form, and for each
// collection the conditions that filters ask about. The folder tells all of this itself,
// in release.json, and is read by what it tells: a later program may have other columns.
//
// The same data give the same bytes: no clock is read but the day of the release, which
// is an argument. Files are read-only once they are whole.
package releases
