// Package imports brings files into the collections: what a person has as CSV,
// GeoJSON, KML, GeoPackage, Shapefile, as an export of ACLED or UCDP, or as an
// extract of OpenStreetMap.
//
// A reader turns each format into Rows: names and values as text, and a
// geometry. The noun of the collection reads the values into the columns of a
// staging table, to which they are copied; from there on everything is done to
// the whole file at once, in the database: which rows are new, which change an
// item, which stand there already, and which are likely to tell of what is
// there under another name. Only then, and only where asked, the rows are
// written. All of it is one transaction: a file that breaks off, or a person
// who does, leaves nothing behind.
//
// Geometries are WGS 84, longitude before latitude, whatever they were in the
// file.
package imports
