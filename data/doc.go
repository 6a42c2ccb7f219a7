// Package data is the truth: everything that knows SQL. It opens the PostGIS
// database, migrates and seeds it, streams its collections as features, and
// fills the map in memory.
//
// Geometries are WGS 84, longitude before latitude. Periods in the database
// are half-open dateranges; in JSON a last day is included, as decrees and
// newspapers count.
package data
