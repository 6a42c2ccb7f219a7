package tiles

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// drawn counts how often tiles are drawn, each of a given size.
func drawn(n *atomic.Int32, size int) func(tileKey) Tile {
	return func(k tileKey) Tile {
		n.Add(1)
		return newTile(append(make([]byte, size), fmt.Sprint(k)...))
	}
}

func TestATileIsDrawnOnceForAllWhoWait(t *testing.T) {
	c := newCache(1 << 20)
	var n atomic.Int32
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for range 20 {
		wg.Go(func() {
			<-begin
			for x := range uint32(300) {
				if got := c.tile(tileKey{x: x}, drawn(&n, 100)); !strings.HasSuffix(string(got.Raw), fmt.Sprint(tileKey{x: x})) {
					t.Errorf("tile %d is %s", x, got.Raw)
				}
			}
		})
	}
	close(begin)
	wg.Wait()
	if n.Load() != 300 {
		t.Errorf("drew %d tiles for 300", n.Load())
	}
}

func TestTheSecondToEnterFindsTheFirst(t *testing.T) {
	c := newCache(1 << 20)
	var n atomic.Int32
	first := c.enter(tileKey{x: 1}, drawn(&n, 1))
	if second := c.enter(tileKey{x: 1}, drawn(&n, 1)); second != first {
		t.Error("two entries for one tile")
	}
}

func TestTheCacheKeepsToItsBudget(t *testing.T) {
	c := newCache(100_000)
	var n atomic.Int32
	for x := range uint32(1000) {
		c.tile(tileKey{x: x}, drawn(&n, 1000))
		c.tile(tileKey{x: 3}, drawn(&n, 1000)) // asked for all the time
		if c.bytes > c.budget || len(c.ring) != len(c.entries) {
			t.Fatalf("%d bytes of %d, %d entries, %d of them in the ring", c.bytes, c.budget, len(c.entries), len(c.ring))
		}
	}
	if len(c.ring) < 50 {
		t.Errorf("only %d tiles are kept", len(c.ring))
	}
	if n.Load() != 1000 {
		t.Errorf("a tile asked for all the time was drawn again: %d tiles for 1000", n.Load())
	}
}

func TestWhatIsEmptyOrTooLargeIsNotKept(t *testing.T) {
	c := newCache(1000)
	c.tile(tileKey{x: 1}, func(tileKey) Tile { return Tile{Empty: true} })
	c.tile(tileKey{x: 2}, func(tileKey) Tile { return Tile{Raw: make([]byte, 1000)} })
	if len(c.entries) != 0 || len(c.ring) != 0 || c.bytes != 0 {
		t.Errorf("kept %v, %d bytes", c.entries, c.bytes)
	}
}
