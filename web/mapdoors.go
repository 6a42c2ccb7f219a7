package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"

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
		if v.Subtitle == "" {
			if o.Only, err = s.onlyWords(r, v); err != nil {
				return err
			}
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
