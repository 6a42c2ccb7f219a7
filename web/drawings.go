package web

import (
	"context"
	"net/netip"
	"runtime"
	"sync"
	"time"

	"corredor/geo"
)

// drawings are the pictures drawn last, and how many are drawn at a time. It is safe for
// concurrent use.
type drawings struct {
	busy  chan struct{} // places for what is drawn
	large chan struct{} // and beside them for what takes long
	once  onces[string, []byte]

	mu      sync.Mutex // guards what follows
	kept    map[string][]byte
	bytes   int
	waiting map[netip.Prefix]int // large pictures that are waited for
	lanes   map[netip.Prefix]*lane
}

// lane is what one household may have among those who wait for a turn: whoever asks for
// hundreds waits behind himself, and others behind few of them.
type lane struct {
	places chan struct{}
	using  int // who has a place and who waits for one
}

// A picture of more units than largePicture takes a processor for a second or so. Such are
// drawn one at a time, so that embeds and cards do not wait behind them; of one household
// mostLarge wait at most, so that others' do not either.
const (
	largePicture = 40 // four million pixels
	mostLarge    = 3
)

// keptPictures is the memory that finished pictures may take; beyond it they are
// gathered anew.
const keptPictures = 32 << 20

func newDrawings() *drawings {
	return &drawings{busy: make(chan struct{}, max(1, runtime.GOMAXPROCS(0))), large: make(chan struct{}, 1), kept: map[string][]byte{}, waiting: map[netip.Prefix]int{}, lanes: map[netip.Prefix]*lane{}}
}

func (p *drawings) find(tag string) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept[tag]
}

func (p *drawings) keep(tag string, made []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(made) > keptPictures/8 {
		return
	}
	if p.bytes += len(made); p.bytes > keptPictures {
		p.kept, p.bytes = map[string][]byte{}, len(made)
	}
	p.kept[tag] = made
}

// drawingTime is how long a picture waits for its turn and is then drawn.
const drawingTime = 20 * time.Second

// queue takes a place among those who wait for a large picture, where the household has one
// left. leave must be called when there is nothing to wait for any more.
func (p *drawings) queue(who netip.Addr) (leave func(), ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := household(who)
	if p.waiting[key] >= mostLarge {
		return nil, false
	}
	p.waiting[key]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.waiting[key]--; p.waiting[key] == 0 {
			delete(p.waiting, key)
		}
	}, true
}

// lane waits until one of few of a household may wait for a turn. leave must be called when
// there is nothing to wait for any more. It is to be asked before something is made for
// all who wait for it: else they would wait in the lane of who asked first.
func (p *drawings) lane(ctx context.Context, who netip.Addr) (leave func(), err error) {
	key := household(who)
	p.mu.Lock()
	l := p.lanes[key]
	if l == nil {
		l = &lane{places: make(chan struct{}, 2*cap(p.busy))}
		p.lanes[key] = l
	}
	l.using++
	p.mu.Unlock()
	gone := func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if l.using--; l.using == 0 {
			delete(p.lanes, key)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, drawingTime)
	defer cancel()
	left, err := turn(ctx, l.places)
	if err != nil {
		gone()
		return nil, err
	}
	return func() { left(); gone() }, nil
}

// turn waits for one of some places. leave must be called when it is drawn.
func turn(ctx context.Context, places chan struct{}) (leave func(), err error) {
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	case <-ctx.Done():
		return nil, geo.Unavailablef(ctx.Err(), "Too many pictures are being drawn; ask again in a moment.")
	}
}

// drawn returns what draw makes, once for all who ask for the same at a time. That the
// first of them has left does not end it.
func (p *drawings) drawn(ctx context.Context, tag string, places chan struct{}, draw func() ([]byte, error)) ([]byte, error) {
	find := func() ([]byte, bool) {
		made := p.find(tag)
		return made, made != nil
	}
	return p.once.do(ctx, tag, find, func() ([]byte, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drawingTime)
		defer cancel()
		leave, err := turn(ctx, places)
		if err != nil {
			return nil, err
		}
		defer leave()
		made, err := draw()
		if err == nil {
			p.keep(tag, made)
		}
		return made, err
	})
}
