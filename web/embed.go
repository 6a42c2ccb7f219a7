package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"

	"corredor/geo"
)

const (
	embedPath       = "/embed"
	embedDataPath   = "/embed.json"
	embedScriptPath = "/embed.js"
)

// hangEmbeds hangs what articles of others show of the map.
func (s *Server) hangEmbeds(get func(pattern string, units float64, h handler)) {
	get(embedPath, light, s.embed)
	get(embedDataPath, light, s.embedData)
	get(embedScriptPath, free, s.embedScript)
	get(oembedPath, medium, timed(drawingTime, s.oembed))
}

// embedded are the settings of an embed: a view, and what stands round its picture.
type embedded struct {
	view
	Auto     bool     // the theme is the reader's
	Controls []string // of embedControls
	address  string   // of the embed, without the host
}

// embedControls are the parts of an embed that can be left out.
var embedControls = []string{"explore", "legend", "facts"}

// Sizes of an embed's pictures in CSS pixels. The narrow one is for frames that are not
// as wide as narrowUpTo.
const (
	embedWidth, embedHeight   = 640, 410
	narrowWidth, narrowHeight = 360, 330
	narrowUpTo                = 480
	mostEmbedWidth            = 1280
	leastEmbedHeight          = 200
	mostEmbedHeight           = 900
)

// readEmbed reads the settings of an embed.
func readEmbed(r *http.Request) (e embedded, err error) {
	v, given, err := readView(r, "controls")
	if err != nil {
		return e, err
	}
	return embedOf(v, given, r.URL.RawQuery)
}

func embedOf(v view, given map[string]string, query string) (e embedded, err error) {
	e = embedded{view: v, Controls: embedControls, address: embedPath}
	if query != "" {
		e.address += "?" + query
	}
	_, themed := given["theme"]
	e.Auto = !themed
	if text, ok := given["controls"]; ok {
		e.Controls = nil
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
			if !slices.Contains(embedControls, word) {
				return e, badChoice("controls", word, "control", embedControls)
			}
			e.Controls = append(e.Controls, word)
		}
	}
	if e.Width == 0 {
		e.Width = embedWidth
	}
	if e.Height == 0 {
		e.Height = embedHeight
	}
	if e.Width > mostEmbedWidth || e.Width < narrowWidth {
		return e, geo.Invalidf("width", "An embed is drawn for a width from %d to %d; %d is not.", narrowWidth, mostEmbedWidth, e.Width)
	}
	if e.Height < leastEmbedHeight || e.Height > mostEmbedHeight {
		return e, geo.Invalidf("height", "The map of an embed is %d to %d high; %d is not.", leastEmbedHeight, mostEmbedHeight, e.Height)
	}
	return e, nil
}

// has reports whether an embed has one of embedControls.
func (e embedded) has(control string) bool { return slices.Contains(e.Controls, control) }

// embed answers with a page to be shown inside an article: a figure that needs no script,
// with the facts behind it.
func (s *Server) embed(w http.ResponseWriter, r *http.Request) error {
	e, err := readEmbed(r)
	if err != nil {
		return err
	}
	c, err := s.copyFor(r, func(ctx context.Context) (func() (*copied, error), error) {
		r := r.WithContext(ctx)
		shown, err := s.gatherEmbed(r, e)
		return func() (*copied, error) {
			s.meter.charge(visitOf(r).addr, float64(e.Width*e.Height)/pixelsUnit) // what its pictures cost
			return s.drawEmbed(r, e, shown)
		}, err
	})
	if err != nil {
		return err
	}
	return sendCopy(w, r, c)
}

// drawEmbed makes the answer.
func (s *Server) drawEmbed(r *http.Request, e embedded, shown embedShown) (*copied, error) {
	body, err := s.embedBody(r, e, shown)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := s.pages.sets[e.Lang]["embed"].ExecuteTemplate(&out, "embed", body); err != nil {
		return nil, fmt.Errorf("the embed: %w", err)
	}
	c := newCopied(out.Bytes(), htmlType, cachingOf(e.view), embedPath)
	c.header.Set("Content-Language", string(e.Lang))
	c.header.Set("Content-Security-Policy", embedPolicy(string(body.Style), string(body.Script)))
	c.header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	// Any page may frame it; this alone.
	c.header["X-Frame-Options"] = nil
	return c, nil
}

// newCopied packs an answer and names it by its bytes.
func newCopied(plain []byte, mediaType, caching, route string) *copied {
	sum := sha256.Sum256(plain)
	c := &copied{plain: bytes.Clone(plain), packed: squeezed(plain), tag: `"` + hex.EncodeToString(sum[:8]) + `"`, route: route, header: http.Header{}}
	c.header.Set("Content-Type", mediaType)
	c.header.Set("Cache-Control", caching)
	c.header.Set("Vary", "Accept-Encoding")
	return c
}

// squeezed compresses as small as gzip can: what is kept is sent often.
func squeezed(plain []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is one there is
	_, _ = z.Write(plain)                                   // a bytes.Buffer does not fail
	_ = z.Close()
	return out.Bytes()
}

// embedPolicy is the policy of the other pages, but that everybody may frame the page
// and that its own style and script stand in it, so that nobody waits for them.
func embedPolicy(style, script string) string {
	return strings.NewReplacer(
		"script-src 'self'", "script-src 'self' "+sourceHash(script),
		"style-src 'self'", "style-src 'self' "+sourceHash(style),
		"frame-ancestors 'none'", "frame-ancestors *",
	).Replace(policy)
}

// sourceHash names a text as a Content-Security-Policy does.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// embedAddress is the address of the embed of a view, without the host.
func embedAddress(q url.Values) string {
	if len(q) == 0 {
		return embedPath
	}
	return embedPath + "?" + readable(q)
}

// embedScript answers with the script that fits the height of our frames.
func (s *Server) embedScript(w http.ResponseWriter, r *http.Request) error {
	if _, err := readQuery(r); err != nil {
		return err
	}
	if err := sendAsset(w, r, map[string]asset{"": s.assets.fit}, "", presentCaching); err != nil {
		return err
	}
	return nil
}

// embedNames gives a picture's own names another beginning, since a page has two.
func embedNames(svg []byte, before string) template.HTML {
	out := strings.NewReplacer(` id="`, ` id="`+before, `url(#`, `url(#`+before, `href="#`, `href="#`+before).Replace(string(svg))
	return template.HTML(out)
}
