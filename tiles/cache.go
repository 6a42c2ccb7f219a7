package tiles

import (
	"sync"
	"sync/atomic"
)

// cacheBytes is the memory that the drawn tiles of one snapshot may take.
const cacheBytes = 64 << 20

// entryBytes is about what an entry takes beside its tile.
const entryBytes = 256

// tileKey says which tile. The revision is not in it: each snapshot has its own
// cache, which goes when the snapshot goes.
type tileKey struct {
	z      uint8
	x, y   uint32
	layers layerSet
	filter [16]byte // what a filter chooses by; zero for no filter
}

// cache remembers drawn tiles within a budget of bytes, and has each drawn by one
// reader while the others wait. A tile asked for again since the hand last passed
// it is spared once more (a clock). Empty tiles are not kept: drawing nothing
// is quick, and there is no end of them.
type cache struct {
	budget int

	mu      sync.RWMutex // guards what follows
	entries map[tileKey]*entry
	ring    []*entry // those with a tile, in a circle
	hand    int
	bytes   int
}

type entry struct {
	key   tileKey
	draw  func() Tile
	bytes int
	asked atomic.Bool
}

func newCache(budget int) *cache {
	return &cache{budget: budget, entries: map[tileKey]*entry{}}
}

// tile returns a tile from the cache, or draws it.
func (c *cache) tile(k tileKey, draw func(tileKey) Tile) Tile {
	c.mu.RLock()
	e := c.entries[k]
	c.mu.RUnlock()
	if e == nil {
		e = c.enter(k, draw)
	}
	if !e.asked.Load() {
		e.asked.Store(true)
	}
	return e.draw()
}

// enter adds an entry whose first reader draws the tile.
func (c *cache) enter(k tileKey, draw func(tileKey) Tile) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.entries[k]; e != nil {
		return e
	}
	e := &entry{key: k}
	e.draw = sync.OnceValue(func() Tile {
		t := draw(k)
		c.settle(e, t)
		return t
	})
	c.entries[k] = e
	return e
}

// settle accounts for a tile just drawn and makes room for it.
func (c *cache) settle(e *entry, t Tile) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e.bytes = len(t.Raw) + len(t.Raw)/2 + entryBytes // with its compressed form
	if t.Empty || e.bytes > c.budget {
		delete(c.entries, e.key)
		return
	}
	c.bytes += e.bytes
	c.ring = append(c.ring, e)
	for c.bytes > c.budget {
		c.hand %= len(c.ring)
		old := c.ring[c.hand]
		if old.asked.Swap(false) {
			c.hand++
			continue
		}
		// The newest takes its place, where the hand comes by last.
		last := len(c.ring) - 1
		c.ring[c.hand], c.ring[last] = c.ring[last], nil
		c.ring = c.ring[:last]
		c.hand++
		c.bytes -= old.bytes
		delete(c.entries, old.key)
	}
}
