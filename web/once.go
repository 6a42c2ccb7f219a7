package web

import (
	"context"
	"sync"

	"corredor/geo"
)

// onces makes things once for all who ask for the same at a time. Unlike singleflight it
// lets who waits leave, and a panic reaches who makes it alone. It is safe for concurrent
// use.
type onces[K comparable, V any] struct {
	mu    sync.Mutex // guards what follows
	being map[K]*making[V]
}

// making is something that somebody makes, for which others wait.
type making[V any] struct {
	done chan struct{}
	made V
	err  error
}

// do returns what is made under a key: by fresh, or by whoever is making it now. find, which
// is asked first, returns what is there already.
func (o *onces[K, V]) do(ctx context.Context, key K, find func() (V, bool), fresh func() (V, error)) (V, error) {
	o.mu.Lock()
	m, waiting := o.being[key]
	if !waiting {
		if found, ok := find(); ok {
			o.mu.Unlock()
			return found, nil
		}
		m = &making[V]{done: make(chan struct{}), err: geo.Unavailablef(nil, "The answer could not be made.")} // said where it panics
		if o.being == nil {
			o.being = map[K]*making[V]{}
		}
		o.being[key] = m
	}
	o.mu.Unlock()
	if waiting {
		select {
		case <-m.done:
			return m.made, m.err
		case <-ctx.Done():
			var none V
			return none, ctx.Err()
		}
	}
	defer func() {
		o.mu.Lock()
		delete(o.being, key)
		o.mu.Unlock()
		close(m.done)
	}()
	m.made, m.err = fresh()
	return m.made, m.err
}
