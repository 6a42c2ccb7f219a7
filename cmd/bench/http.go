package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
)

// load starts the real program on the database, looks how long that takes and what it
// needs, and asks it over HTTP.
func (b *bench) load(ctx context.Context) error {
	s, err := b.corredor(ctx, b.stage.url(b.Incidents))
	if err != nil {
		return err
	}
	defer s.stop()
	highest, most := s.memory()
	if b.wants("load") {
		b.tell(fmt.Sprintf("%s incidents made up and written into PostGIS", short(b.Incidents)), "%s", b.stage.filledIn(b.Incidents))
		b.under("corredor serve: from its start until it serves, the map loaded from PostGIS", s.up.Seconds(), 20, "%.1f s")
		b.tell("its memory then (VmRSS), and at most while it loaded (VmHWM)", "%.2f GB, %.2f GB", highest/1e9, most/1e9)
	}
	if b.wants("http") {
		if err := b.http(ctx, s); err != nil {
			return err
		}
		now, _ := s.memory()
		highest = max(highest, now)
	}
	if b.wants("load") {
		b.under("resident memory of corredor serve, loaded and after the tiles below", highest/1e9, 1.2, "%.2f GB")
	}
	return nil
}

// anotherSpan is how many days before any incident a span of days begins that no other
// part has asked for.
const anotherSpan = 5000

// lengths is what asked.lengths tells.
const lengths = "median, 99 of 100, kB a tile, empty ones"

func (a asked) lengths() string {
	return fmt.Sprintf("%.2f ms, %.2f ms, %.1f kB, %.1f%%",
		a.P50, a.P99, float64(a.Bytes)/float64(a.Answers)/1000, 100*float64(a.Empty)/float64(a.Answers))
}

func (b *bench) http(ctx context.Context, s *server) error {
	all := b.ground.tiles(12)
	first, err := b.ask(ctx, s.url, paths(all, question.path), client{For: b.long()})
	if err != nil {
		return err
	}
	b.tell("z12 tiles over HTTP, the first ever asked of a server just started", "%.0f/s of %s", first.perSecond(), many(float64(first.Answers)))
	again, err := b.ask(ctx, s.url, b.passes(all, 0), client{For: b.long(), Plain: true})
	if err != nil {
		return err
	}
	b.over("z12 tiles drawn fresh over HTTP, a new span of days for each round of all tiles", again.perSecond(), 15_000, "%.0f/s")
	b.tell("the same: "+lengths, "%s", again.lengths())
	if again, err = b.ask(ctx, s.url, b.passes(all, anotherSpan), client{For: b.long()}); err != nil {
		return err
	}
	b.tell("the same, packed as browsers ask for it", "%.0f/s", again.perSecond())
	b.tell("packed: "+lengths, "%s", again.lengths())
	var chosen []string
	for len(chosen) < int(b.Seconds*30_000) {
		for _, q := range all {
			chosen = append(chosen, b.ground.chosen(q).path())
		}
	}
	each, err := b.ask(ctx, s.url, chosen, client{For: b.long()})
	if err != nil {
		return err
	}
	b.tell("the same, each by days and kinds that nobody asked for before", "%.0f/s", each.perSecond())
	return b.repeated(ctx, s, all)
}

// passes are the addresses of all tiles, again and again, each time with all
// incidents by another span of days: so nothing that was drawn is of use.
// The first of the spans begins so many days before any incident.
func (b *bench) passes(all []question, day int) (out []string) {
	for ; len(out) < int(b.Seconds*50_000); day++ {
		for _, q := range all {
			out = append(out, q.since(day))
		}
	}
	return out
}

// repeated asks for the same few tiles again and again, of our server and of one that
// does nothing but write the same bytes, in turns.
func (b *bench) repeated(ctx context.Context, s *server, all []question) error {
	bodies := map[string][]byte{}
	var addresses []string
	for _, q := range all {
		if len(addresses) == 64 {
			break
		}
		body, err := fetch(ctx, s.url+q.path())
		if err != nil {
			return err
		}
		if len(body) > 0 {
			bodies[q.path()] = body
			addresses = append(addresses, q.path())
		}
	}
	text, err := json.Marshal(bodies)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	limit, err := serves(ctx, b.scratch, "bare", bytes.NewReader(text), asBench, self, "bare")
	if err != nil {
		return err
	}
	defer limit.stop()
	var ours, theirs asked
	for range 2 {
		for _, of := range []struct {
			url string
			sum *asked
		}{{s.url, &ours}, {limit.url, &theirs}} {
			a, err := b.ask(ctx, of.url, addresses, client{For: b.long(), Again: true})
			if err != nil {
				return err
			}
			of.sum.Answers, of.sum.Seconds, of.sum.Bytes = of.sum.Answers+a.Answers, of.sum.Seconds+a.Seconds, of.sum.Bytes+a.Bytes
		}
	}
	b.tell("repeated tiles over HTTP, and a bare net/http handler writing the same bytes", "%.0f/s, %.0f/s of %.1f kB",
		ours.perSecond(), theirs.perSecond(), float64(ours.Bytes)/float64(ours.Answers)/1000)
	b.over("the share of that limit that repeated tiles reach", 100*ours.perSecond()/theirs.perSecond(), 70, "%.0f%%")
	return nil
}

// fetch returns a body as it comes, packed.
func fetch(ctx context.Context, address string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Encoding", "gzip") // said by us, it is left to us
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusNoContent {
		return nil, fmt.Errorf("%s answers %s", address, answer.Status)
	}
	return io.ReadAll(answer.Body)
}
