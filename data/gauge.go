package data

import (
	"sync"
	"sync/atomic"
	"time"
)

// gauge tells the log how far something long has got.
type gauge struct {
	done atomic.Int64
	once sync.Once
	end  chan struct{}
}

const gaugeEvery = 2 * time.Second

func (s *Store) gauge(what, of string, about int) *gauge {
	g := &gauge{end: make(chan struct{})}
	go func() {
		tick := time.NewTicker(gaugeEvery)
		defer tick.Stop()
		for {
			select {
			case <-g.end:
				return
			case <-tick.C:
				n := g.done.Load()
				s.log.Info(what, "layer", of, "rows", n, "of_about", about, "percent", min(100*n/int64(max(about, 1)), 100))
			}
		}
	}()
	return g
}

func (g *gauge) add(n int64) { g.done.Add(n) }
func (g *gauge) stop()       { g.once.Do(func() { close(g.end) }) }
