package tiles

import "iter"

// Draw draws a tile without the cache.
func Draw(s *Snapshot, r Request) Tile {
	set, err := r.check()
	if err != nil {
		panic(err)
	}
	return s.draw(tileKey{z: r.Z, x: r.X, y: r.Y, layers: set}, r.Filter)
}

// What tests of archives look into.
var (
	TileID      = tileID
	TileOf      = tileOf
	FromHilbert = fromHilbert
)

// RootEnds makes a writer end its root directory sooner.
func RootEnds(w *ArchiveWriter, at int) { w.rootEnds = at }

// LeavesOf is how many bytes the leaf directories of an archive have.
func LeavesOf(a *Archive) int { return int(a.head.leaves.size) }

// Directory writes lines of id, offset, length and run.
func Directory(lines ...[4]uint64) []byte {
	var all []archiveLine
	for _, l := range lines {
		all = append(all, archiveLine{l[0], l[1], uint32(l[2]), uint32(l[3])})
	}
	return appendDirectory(nil, all)
}

// Hostile is an archive with ten bytes of tiles and the root directory given, or
// the root and leaf that leaf makes of its own length.
func Hostile(root []byte, leaf func(size int) []byte) []byte {
	var leaves []byte
	if leaf != nil {
		for size := 1; len(leaves) != size; size++ {
			leaves = leaf(size)
		}
		root = leaves
	}
	h := archiveHead{directories: Plain, ArchiveInfo: ArchiveInfo{Content: VectorTiles, Packing: Plain, MaxZoom: 3}}
	h.root = stretch{headBytes, uint64(len(root))}
	h.leaves = stretch{h.root.at + h.root.size, uint64(len(leaves))}
	h.data = stretch{h.leaves.at + h.leaves.size, 10}
	return append(append(append(h.bytes(), root...), leaves...), make([]byte, 10)...)
}

// Bomb is an archive whose metadata unpack to so many bytes.
func Bomb(size int) []byte {
	root, meta := zip(Directory([4]uint64{0, 0, 1, 1})), zip(make([]byte, size))
	h := archiveHead{directories: Zipped, ArchiveInfo: ArchiveInfo{Content: VectorTiles, Packing: Plain}}
	h.root = stretch{headBytes, uint64(len(root))}
	h.meta = stretch{h.root.at + h.root.size, uint64(len(meta))}
	h.data = stretch{h.meta.at + h.meta.size, 10}
	return append(append(append(h.bytes(), root...), meta...), make([]byte, 10)...)
}

// RowsOf reads a layer of points row by row.
type RowsOf struct{ *points }

// Rows returns the columns of a layer of points as a filter reads them by row.
func Rows(s *Snapshot, layer string) RowsOf {
	return RowsOf{s.layers[layerNamed(layer)].(*points)}
}

// All are the rows with their ids.
func (r RowsOf) All() iter.Seq2[int, uint64] { return r.rowIDs }

// SortByKey sorts keys, and tells where each stood.
var SortByKey = sortByKey
