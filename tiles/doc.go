// Package tiles is the map in memory: a [Snapshot] holds every layer at one
// revision of the data and draws Mapbox Vector Tiles 2.1 from it without asking
// anybody. A [Builder] fills it, a [Request] names a tile.
//
// It leaves to others where features come from and how tiles travel: there is
// no SQL and no HTTP here.
//
// Inside, everything lies on one grid: Web Mercator cut into 2^32 columns and
// rows (9.3 mm at the equator), numbered from the north-west corner. A tile, a
// unit of a tile and a place in the Morton order are all leading bits of grid
// coordinates, so that which tile a point belongs to is decided once, by shifting
// bits, and never by rounding.
//
// Points are kept as columns in Morton (Z) order, which makes the core of any
// tile one contiguous run of rows. Shapes are kept once, each vertex with the
// zoom from which it is worth drawing; borders that shapes share are simplified
// as one line, so that neighbours never come apart.
//
// A tile's core has [Extent] units a side and carries a margin of [Buffer] units
// all round. A point in the margin is repeated from the tile next door, and can
// be told by its coordinates; shapes are cut at the margin's outer edge. Margins
// do not reach over the antimeridian.
//
// [Snapshot.Walk] goes through the tiles of a part of the map in which there is
// something. An [ArchiveWriter] puts them into one file, PMTiles, that an [Archive]
// reads, whoever made it.
//
// Longitude comes before latitude, in degrees (WGS 84), wherever a coordinate
// enters or leaves.
package tiles
