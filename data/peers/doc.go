// Package peers draws tiles of incidents as other tile servers do, by ST_AsMVT in
// the database, so that a bench can compare on the same data. It also makes what
// those servers are to be pointed at: a view of the columns that our tiles carry, and
// functions of a tile that take a filter. Nothing that serves uses it.
package peers
