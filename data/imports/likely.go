package imports

import (
	"cmp"
	"hash/maphash"
	"math"
	"slices"
	"sync"

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
	blocks  [][]entry // all of the same length, so that none moves when more come
	n       int
	seed    maphash.Seed
	byCell  []keyed // entries with a point, by kind, cell and first day
	byPlace []keyed // entries with a place, by kind, place and first day
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

const block = 1 << 14

func (x *likeness) at(i int) *entry { return &x.blocks[i/block][i%block] }

func (x *likeness) add(e entry) {
	if x.n == len(x.blocks)*block {
		x.blocks = append(x.blocks, make([]entry, block))
	}
	x.n++
	*x.at(x.n - 1) = e
	x.longest = max(x.longest, e.end-e.start)
}

// Cells are a twentieth of a degree high and wide: neighbours are searched too, and
// up to 25 degrees of latitude none is narrower than likelyMetres.
func (e *entry) cell() (x, y int32) {
	return int32(math.Floor(float64(e.lon) / cellSize)), int32(math.Floor(float64(e.lat) / cellSize))
}

// A keyed is an entry, by number, and what it is sorted by: searching goes through
// memory in one piece.
type keyed struct {
	key   uint64
	entry int32
}

// Keys are the kind, the cell or the place, and the first day, from the left. A day
// has 17 bits, which are 358 years.
const dayBits = 17

func withDay(key uint64, day int32) uint64 {
	return key<<dayBits | uint64(min(max(day-int32(firstDay), 0), 1<<dayBits-1))
}

func cellKey(kind uint16, x, y int32) uint64 {
	return uint64(kind)<<26 | uint64(uint32(y+4096)&0x1fff)<<13 | uint64(uint32(x+4096)&0x1fff)
}

func (e *entry) cellKey() uint64  { x, y := e.cell(); return cellKey(e.kind, x, y) }
func (e *entry) placeKey() uint64 { return uint64(e.kind)<<32 | uint64(e.place) }

// sort makes the index ready.
func (x *likeness) sort() {
	x.byCell, x.byPlace = make([]keyed, 0, x.n), make([]keyed, 0, x.n)
	for i := range x.n {
		e := x.at(i)
		if e.placed {
			x.byCell = append(x.byCell, keyed{withDay(e.cellKey(), e.start), int32(i)})
		}
		if e.place != 0 {
			x.byPlace = append(x.byPlace, keyed{withDay(e.placeKey(), e.start), int32(i)})
		}
	}
	var both sync.WaitGroup
	for _, list := range [][]keyed{x.byCell, x.byPlace} {
		both.Go(func() {
			slices.SortFunc(list, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.entry, b.entry)) })
		})
	}
	both.Wait()
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
	look := func(list []keyed, key uint64, near bool) {
		first, last := withDay(key, e.start-x.longest), withDay(key, e.end)
		from, _ := slices.BinarySearchFunc(list, first, func(k keyed, key uint64) int { return cmp.Compare(k.key, key) })
		for _, k := range list[from:] {
			if k.key > last || len(found) >= mostLike {
				return
			}
			o := x.at(int(k.entry))
			if o.start > e.end || o.end < e.start || o.ref == e.ref || !counts(o) {
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
		look(x.byPlace, e.placeKey(), false)
	}
	if e.placed {
		cx, cy := e.cell()
		for dy := int32(-1); dy <= 1; dy++ {
			for dx := int32(-1); dx <= 1; dx++ {
				look(x.byCell, cellKey(e.kind, cx+dx, cy+dy), true)
			}
		}
	}
	return found
}
