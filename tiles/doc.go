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
// tile one contiguous run of rows. The rows are cut into chunks of some thousands,
// which never change: an edit makes the chunks it touches anew and shares the rest
// with the snapshot before it ([Snapshot.Edit]). A filter is asked of 64 rows at a
// time. Where few points are left each is drawn as itself; where many are, they are
// counted, after the filter, by the cells of a grid: a cell is a run of rows too, so
// that no point is counted twice or lost.
//
// Shapes are kept once, each vertex with the zoom from which it is worth drawing;
// borders that shapes share are simplified as one line, so that neighbours never
// come apart.
//
// A tile's core has [Extent] units a side and carries a margin of [Buffer] units
// all round. A point in the margin is repeated from the tile next door, and says so;
// clusters have no margin. Shapes are cut at the margin's outer edge. Margins do not
// reach over the antimeridian.
//
// [Snapshot.Save] writes a map to disk, [Load] reads it.
//
// Longitude comes before latitude, in degrees (WGS 84), wherever a coordinate
// enters or leaves.
package tiles
