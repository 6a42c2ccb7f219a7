package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"corredor/data/peers"
)

// speed is what one way of making tiles reached: tiles a second at zoom 12, seconds
// and bytes at zoom 4, each without and with a filter.
type speed struct {
	name    string
	twelve  [2]float64
	four    [2]float64
	bytes   [2]int
	dropped string // what is missing from it, told beside it
}

// peers compares with the peers' way on the same database.
func (b *bench) peers(ctx context.Context) error {
	database := b.stage.url(b.Beside)
	if err := peers.Prepare(ctx, database); err != nil {
		return err
	}
	defer func() { _ = peers.Clear(context.WithoutCancel(ctx), database) }()
	all := b.ground.tiles(12)
	var chosen []question
	for _, q := range all {
		chosen = append(chosen, b.ground.chosen(q))
	}
	questions := [2][2][]question{{all, {whole}}, {chosen, {widely(0)}}}

	ours, err := b.ourSpeed(ctx, database, questions)
	if err != nil {
		return err
	}
	theirs, err := b.asMVT(ctx, database, questions)
	if err != nil {
		return err
	}
	for _, p := range knownPeers {
		if p.program(b) == "" {
			continue
		}
		s, err := b.peerSpeed(ctx, p, database, questions)
		if errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			b.tell(p.name, "not measured: %v", err)
			continue
		}
		theirs = append(theirs, s)
	}
	b.compare(ours, theirs)
	return nil
}

func (b *bench) compare(ours speed, theirs []speed) {
	of := [2]string{"", ", filtered"}
	for _, s := range append([]speed{ours}, theirs...) {
		for k := range of {
			b.tell(fmt.Sprintf("%s with %s incidents%s: z12 uncached; z4", s.name, short(b.Beside), of[k]),
				"%.0f/s; %.4f s, %s bytes%s", s.twelve[k], s.four[k], many(float64(s.bytes[k])), s.dropped)
		}
	}
	for k, kind := range of {
		best := slices.MaxFunc(theirs, func(a, b speed) int { return int(a.twelve[k]*1000 - b.twelve[k]*1000) })
		b.over(fmt.Sprintf("z12 uncached%s, against the best of them, %s", kind, best.name), ours.twelve[k]/best.twelve[k], 15, "%.1f times")
		quick := slices.MinFunc(theirs, func(a, b speed) int { return int(a.four[k]*1e6 - b.four[k]*1e6) })
		b.over(fmt.Sprintf("z4%s, against the quickest of them, %s", kind, quick.name), quick.four[k]/ours.four[k], 100, "%.0f times")
	}
}

// ourSpeed asks the real program over HTTP for what was never asked before: without a
// filter that means all incidents by a span of days that includes them all.
func (b *bench) ourSpeed(ctx context.Context, database string, questions [2][2][]question) (s speed, err error) {
	s.name = "Corredor over HTTP"
	server, err := b.corredor(ctx, database)
	if err != nil {
		return s, err
	}
	defer server.stop()
	for k := range questions {
		var addresses []string
		if k == 0 {
			addresses = b.passes(questions[k][0], 0)
		}
		for k == 1 && len(addresses) < int(b.Seconds*30_000) {
			for _, q := range questions[k][0] {
				addresses = append(addresses, b.ground.chosen(q).path())
			}
		}
		a, err := b.ask(ctx, server.url, addresses, client{For: b.long(), Plain: true})
		if err != nil {
			return s, err
		}
		s.twelve[k] = a.perSecond()
		if k == 0 {
			if a, err = b.ask(ctx, server.url, b.passes(questions[k][0], anotherSpan), client{For: b.long()}); err != nil {
				return s, err
			}
			b.tell(s.name+", packed: z12 uncached", "%.0f/s", a.perSecond())
		}
		var took []time.Duration
		for n := range 21 {
			path := widely(n).path()
			if k == 0 {
				path = whole.since(10_000 + n)
			}
			began := time.Now()
			body, err := fetch(ctx, server.url+path)
			if err != nil {
				return s, err
			}
			took = append(took, time.Since(began))
			s.bytes[k] = max(s.bytes[k], len(body))
		}
		p50, _ := quantiles(took)
		s.four[k] = p50 / 1000
	}
	s.dropped = " packed"
	return s, nil
}

// connections are how many the peers may have: enough for all processors.
const connections = 8

// asMVT has the database draw through pgx, without HTTP and without packing.
func (b *bench) asMVT(ctx context.Context, database string, questions [2][2][]question) ([]speed, error) {
	pool, err := peers.Open(ctx, database, connections)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	s := speed{name: "ST_AsMVT through pgx"}
	draw := func(ctx context.Context, q question) (int, error) {
		tile, err := pool.Tile(ctx, uint8(q.Z), q.X, q.Y, q.asPeers())
		return len(tile), err
	}
	for k := range questions {
		if s.twelve[k], err = perSecond(ctx, b.long(), questions[k][0], draw); err != nil {
			return nil, err
		}
		if s.four[k], s.bytes[k], err = median(ctx, questions[k][1][0], draw); err != nil {
			return nil, err
		}
	}
	return []speed{s}, nil
}

// perSecond draws by all connections for some time.
func perSecond(ctx context.Context, long time.Duration, questions []question, draw func(context.Context, question) (int, error)) (float64, error) {
	until := time.Now().Add(long)
	var next, count atomic.Int64
	errs := make([]error, connections)
	var all sync.WaitGroup
	began := time.Now()
	for worker := range connections {
		all.Go(func() {
			for time.Now().Before(until) && errs[worker] == nil {
				_, errs[worker] = draw(ctx, questions[int(next.Add(1)-1)%len(questions)])
				count.Add(1)
			}
		})
	}
	all.Wait()
	return float64(count.Load()) / time.Since(began).Seconds(), errors.Join(errs...)
}

// median draws one tile five times and returns the seconds it took, the median, and
// its bytes.
func median(ctx context.Context, q question, draw func(context.Context, question) (int, error)) (seconds float64, bytes int, err error) {
	var took []time.Duration
	for range 5 {
		began := time.Now()
		if bytes, err = draw(ctx, q); err != nil {
			return 0, 0, err
		}
		took = append(took, time.Since(began))
	}
	p50, _ := quantiles(took)
	return p50 / 1000, bytes, nil
}
