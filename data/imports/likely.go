package imports

import (
	"hash/maphash"
	"math"
	"slices"
	"sort"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// Two incidents are likely to be one where they are of one kind, share a day, and
// lie within likelyMetres of each other or have the same folded place name.
const likelyMetres = 5000

// mostLike is how many likenesses are found for one row.
const mostLike = 3

// An entry is what is compared of an incident, of the file or of the database. It
// is small because a million of them stand in memory.
type entry struct {
	ref        int64 // the number of the row; the id of an incident, negative
	lon, lat   float32
	place      uint32 // hash of the folded name, 0 for none
	start, end int32
	line       uint32 // of the file, 0 where it has none
	kind       uint16
	placed     bool // has a point
	granted    bool // the row says that it is another incident
}

// A likeness index finds incidents that are likely to be the same.
type likeness struct {
	entries []entry
	seed    maphash.Seed
	byCell  []int32 // entries with a point, by kind, cell and first day
	byPlace []int32 // entries with a place, by kind, place and first day
	longest int32   // days between the first and the last of the longest entry
}

func newLikeness() *likeness { return &likeness{seed: maphash.MakeSeed()} }

func (x *likeness) place(name string) uint32 {
	folded := geo.Fold(name)
	if folded == "" {
		return 0
	}
	return uint32(maphash.String(x.seed, folded)) | 1
}

func (x *likeness) add(e entry) {
	x.entries = append(x.entries, e)
	x.longest = max(x.longest, e.end-e.start)
}

// Cells are a twentieth of a degree high and wide: neighbours are searched too, and
// up to 25 degrees of latitude none is narrower than likelyMetres.
func (e *entry) cell() (x, y int32) {
	return int32(math.Floor(float64(e.lon) / cellSize)), int32(math.Floor(float64(e.lat) / cellSize))
}

// key orders entries by kind and then by cell; both fit.
func cellKey(kind uint16, x, y int32) uint64 {
	return uint64(kind)<<40 | uint64(uint32(y+100_000)&0xfffff)<<20 | uint64(uint32(x+100_000)&0xfffff)
}

func (e *entry) cellKey() uint64  { x, y := e.cell(); return cellKey(e.kind, x, y) }
func (e *entry) placeKey() uint64 { return uint64(e.kind)<<32 | uint64(e.place) }

// sort makes the index ready.
func (x *likeness) sort() {
	for i := range x.entries {
		if x.entries[i].placed {
			x.byCell = append(x.byCell, int32(i))
		}
		if x.entries[i].place != 0 {
			x.byPlace = append(x.byPlace, int32(i))
		}
	}
	order := func(list []int32, key func(*entry) uint64) {
		slices.SortFunc(list, func(a, b int32) int {
			p, q := &x.entries[a], &x.entries[b]
			if k, l := key(p), key(q); k != l {
				if k < l {
					return -1
				}
				return 1
			}
			return int(p.start - q.start)
		})
	}
	order(x.byCell, (*entry).cellKey)
	order(x.byPlace, (*entry).placeKey)
}

// A like is an entry that is likely to be the same, and the metres to it; negative
// where one of the two has no point.
type like struct {
	*entry
	metres float64
}

// of adds what is likely to be the same as e, of the entries that count, to what
// was found elsewhere.
func (x *likeness) of(found []like, e *entry, counts func(*entry) bool) []like {
	look := func(list []int32, key uint64, keyOf func(*entry) uint64, near bool) {
		from := sort.Search(len(list), func(i int) bool {
			o := &x.entries[list[i]]
			k := keyOf(o)
			return k > key || k == key && o.start >= e.start-x.longest
		})
		for _, i := range list[from:] {
			o := &x.entries[i]
			if keyOf(o) != key || o.start > e.end || len(found) >= mostLike {
				return
			}
			if o.end < e.start || o.ref == e.ref || !counts(o) {
				continue
			}
			metres := -1.0
			if o.placed && e.placed {
				metres = geo.Distance(orb.Point{float64(o.lon), float64(o.lat)}, orb.Point{float64(e.lon), float64(e.lat)})
			}
			if near && metres > likelyMetres {
				continue
			}
			if !slices.ContainsFunc(found, func(l like) bool { return l.ref == o.ref }) {
				found = append(found, like{o, metres})
			}
		}
	}
	if e.place != 0 {
		look(x.byPlace, e.placeKey(), (*entry).placeKey, false)
	}
	if e.placed {
		cx, cy := e.cell()
		for dy := int32(-1); dy <= 1; dy++ {
			for dx := int32(-1); dx <= 1; dx++ {
				look(x.byCell, cellKey(e.kind, cx+dx, cy+dy), (*entry).cellKey, true)
			}
		}
	}
	return found
}
