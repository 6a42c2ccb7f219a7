// Package exports writes the items of a collection as files that people take
// away: GeoJSON, GeoJSON text sequences, CSV, KML, GeoPackage, FlatGeobuf and
// xlsx. A file holds what the filter chose, and says so: licence, sources,
// filter, revision and date of making stand in it, or in a README beside it in
// a zip where its format has no place for them.
//
// Features come in one at a time, as data.Store gives them, and are written as
// they come. GeoPackage, FlatGeobuf and xlsx cannot be written from front to
// back; they are made in a temporary folder, which is gone when Write returns,
// however it returns. Memory does not grow with the number of features, but
// for FlatGeobuf's index, with 11 bytes for each.
//
// What to write is the caller's to ask of data; who may read it, and HTTP, are
// others' too. Coordinates are longitude, latitude, or easting, northing.
package exports
