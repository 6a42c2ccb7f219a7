package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"corredor/geo"
	"corredor/tiles"
	"corredor/tiles/picture"
)

// Media types of pictures.
const (
	svgType = "image/svg+xml"
	pngType = "image/png"
	pdfType = "application/pdf"
)

// The size of a picture whose address names none: what cards of shared links have.
const cardWidth, cardHeight = 1200, 630

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

// pixelsUnit is how many pixels of a picture cost as much as a tile.
const pixelsUnit = 100_000

// mapPicture answers with a view of the map as SVG or PNG.
func (s *Server) mapPicture(media string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, _, err := readView(r)
		if err != nil {
			return err
		}
		if v.Width == 0 {
			v.Width = cardWidth
		}
		if v.Height == 0 {
			v.Height = cardHeight
		}
		if err := v.checkSize(); err != nil {
			return err
		}
		cost := float64(v.Width) * float64(v.Height) / pixelsUnit
		if media == pngType {
			cost *= v.Scale * v.Scale
		}
		return s.sendPicture(w, r, v, media, cost, "", func(snap *tiles.Snapshot, o picture.Options) (*picture.Scene, error) {
			o.NoTitle = v.Title == "" && v.Subtitle == "" && !v.Legend
			return picture.Draw(snap, o)
		})
	}
}

// checkSize refuses a picture that is too large after its scale.
func (v view) checkSize() error {
	for name, side := range map[string]int{"width": v.Width, "height": v.Height} {
		if float64(side)*v.Scale > picture.MostSide {
			return geo.Invalidf(name, "A picture has at most %d pixels a side after its scale; %d × %g has more.", picture.MostSide, side, v.Scale)
		}
	}
	return nil
}

// printPage answers with a view on a sheet of paper, as SVG or PDF.
func (s *Server) printPage(media string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, given, err := readView(r, "paper", "orientation")
		if err != nil {
			return err
		}
		for _, no := range []string{"width", "height", "scale", "theme"} {
			if _, ok := given[no]; ok {
				return geo.Invalidf(no, "A printed page has its size from its paper and is light; leave %s out.", no)
			}
		}
		paper := orElse(given["paper"], "a4")
		if paper != "a4" && paper != "a3" {
			return badChoice("paper", paper, "paper", []string{"a4", "a3"})
		}
		orientation := orElse(given["orientation"], "landscape")
		if orientation != "landscape" && orientation != "portrait" {
			return badChoice("orientation", orientation, "orientation", []string{"landscape", "portrait"})
		}
		return s.sendPicture(w, r, v, media, heavy, paper+" "+orientation, func(snap *tiles.Snapshot, o picture.Options) (*picture.Scene, error) {
			return picture.Print(snap, o, paper == "a3", orientation == "portrait")
		})
	}
}

// sendPicture draws a view of the data that it names, and answers with it.
func (s *Server) sendPicture(w http.ResponseWriter, r *http.Request, v view, media string, cost float64, besides string, draw func(*tiles.Snapshot, picture.Options) (*picture.Scene, error)) error {
	snap, filter, err := s.viewed(r, v)
	if err != nil {
		return err
	}
	o := v.optionsOf(filter)
	o.Credit = s.pictureCredit(v, snap)
	if o.Only, err = s.onlyWords(r, v); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Language", string(v.Lang))
	h.Set("Cache-Control", cachingOf(v))
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\n%s\n%s\n%s\n%s\n%s\n%s", picture.Drawing, snap.ContentTag(), filter.Tag(), v.query().Encode(), o.Credit, media, besides))
	tag := fmt.Sprintf(`"%x"`, sum[:12])
	h.Set("ETag", tag)
	if hasTag(r, tag) || hasTag(r, packedOf(tag)) {
		h.Del("Content-Security-Policy") // who has it keeps that of the picture, see below
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	body := s.drawings.find(tag)
	if body == nil {
		places := s.drawings.busy
		if media == pngType && cost > largePicture {
			leave, ok := s.drawings.queue(visitOf(r).addr)
			if !ok && s.Rate.PerSecond > 0 {
				s.metrics.refused.Inc()
				return tooMany{drawingTime / 4}
			}
			if ok {
				defer leave()
			}
			places = s.drawings.large
		}
		if wait := s.meter.spend(visitOf(r).addr, cost); wait > 0 {
			s.metrics.refused.Inc()
			return tooMany{wait}
		}
		if places == s.drawings.busy {
			leave, err := s.drawings.lane(r.Context(), visitOf(r).addr)
			if err != nil {
				return err
			}
			defer leave()
		}
		body, err = s.drawings.drawn(r.Context(), tag, places, func() ([]byte, error) {
			scene, err := draw(snap, o)
			if err != nil {
				return nil, err
			}
			return written(scene, media)
		})
		if err != nil {
			return err
		}
	}
	if v.Fonts && media == svgType {
		h.Set("Content-Security-Policy", policyFor(body))
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, err = w.Write(body)
	return err
}

// viewed is the map that a view shows and which incidents of it.
func (s *Server) viewed(r *http.Request, v view) (*tiles.Snapshot, *tiles.Filter, error) {
	snap, err := s.snapshotOf(v.Version)
	if err != nil {
		return nil, nil, err
	}
	filter, err := s.incidentsOf(r, snap, v)
	return snap, filter, err
}

// written is a scene in a form.
func written(scene *picture.Scene, media string) ([]byte, error) {
	var out bytes.Buffer
	write := scene.SVG
	switch media {
	case pngType:
		write = scene.PNG
	case pdfType:
		write = scene.PDF
	}
	err := write(&out)
	return out.Bytes(), err
}

// policyFor lets a picture that brings its letters along use them, and no other style.
func policyFor(svg []byte) string {
	_, rest, _ := bytes.Cut(svg, []byte("<style>"))
	style, _, _ := bytes.Cut(rest, []byte("</style>"))
	sum := sha256.Sum256(style)
	return strings.NewReplacer("style-src 'self'", "style-src 'self' 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'", "font-src 'self'", "font-src 'self' data:").Replace(policy)
}

// pictureCredit says whose data a picture shows, as of when: a version by its name, else
// the day on which it is drawn, or on which the database was last seen.
func (s *Server) pictureCredit(v view, snap *tiles.Snapshot) string {
	if v.Version != "" {
		return fmt.Sprintf(v.Lang.pick("Corredor, versión %s (CC BY 4.0)", "Corredor, version %s (CC BY 4.0)"), v.Version)
	}
	at := s.Now()
	if s.Store.Down() {
		if seen := s.Store.AsOf(); !seen.IsZero() {
			at = seen
		}
	}
	words := geo.DayOf(at).Words()
	return fmt.Sprintf(v.Lang.pick("Corredor (CC BY 4.0), datos al %s, revisión %d", "Corredor (CC BY 4.0), data as of %s, revision %d"), v.Lang.pick(words.ES, words.EN), snap.Revision())
}
