package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"corredor/geo"
)

// oembedAnswer is what oEmbed 1.0 calls a rich resource.
type oembedAnswer struct {
	XMLName      xml.Name `json:"-" xml:"oembed"`
	Type         string   `json:"type" xml:"type"`
	Version      string   `json:"version" xml:"version"`
	Title        string   `json:"title" xml:"title"`
	ProviderName string   `json:"provider_name" xml:"provider_name"`
	ProviderURL  string   `json:"provider_url" xml:"provider_url"`
	CacheAge     int      `json:"cache_age" xml:"cache_age"` // seconds
	Thumbnail    string   `json:"thumbnail_url" xml:"thumbnail_url"`
	ThumbWidth   int      `json:"thumbnail_width" xml:"thumbnail_width"`
	ThumbHeight  int      `json:"thumbnail_height" xml:"thumbnail_height"`
	HTML         string   `json:"html" xml:"html"`
	Width        int      `json:"width" xml:"width"`
	Height       int      `json:"height" xml:"height"`
}

// aroundMap is about how much higher than its map an embed is: title, legend and credit.
const aroundMap = 270

// oembed answers how to embed a page of ours: its map's page with what it shows in the
// query or behind the #, an embed, or a page that lasts.
func (s *Server) oembed(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "url", "maxwidth", "maxheight", "format")
	if err != nil {
		return err
	}
	format := given["format"]
	if format != "" && format != "json" && format != "xml" {
		// The status that the standard has for this.
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotImplemented)
		_, err := fmt.Fprintln(w, "The formats are json and xml.")
		return err
	}
	most := map[string]int{"maxwidth": mostEmbedWidth, "maxheight": mostEmbedHeight + aroundMap}
	for name := range most {
		if text, ok := given[name]; ok {
			n, err := readNumber(name, text, 1)
			if err != nil {
				return err
			}
			most[name] = int(min(n, int64(most[name])))
		}
	}
	if given["url"] == "" {
		return geo.Invalidf("url", "Name the page to embed in url.")
	}
	answer, v, err := s.oembedFor(r, given["url"], most["maxwidth"], most["maxheight"])
	if err != nil {
		return err
	}
	var body bytes.Buffer
	w.Header().Set("Content-Type", jsonType)
	if format == "xml" {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		body.WriteString(xml.Header)
		err = xml.NewEncoder(&body).Encode(answer)
	} else {
		err = json.NewEncoder(&body).Encode(answer)
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", cachingOf(v))
	sum := sha256.Sum256(body.Bytes())
	if sameTag(w, r, `"`+hex.EncodeToString(sum[:12])+`"`) {
		return nil
	}
	_, err = body.WriteTo(w)
	return err
}

// oembedOf describes an embed that is no larger than asked for. It is called title or, where that is empty, as the
// embed calls itself.
func (s *Server) oembedOf(r *http.Request, e embedded, title string, mostWidth, mostHeight int) (a oembedAnswer, err error) {
	width := min(e.Width, mostWidth)
	height := min(e.Height+aroundMap, mostHeight)
	if e.Height > height-aroundMap {
		// The map gives way, as far as one can still be read; less is scrolled.
		e.Height = max(leastEmbedHeight, height-aroundMap)
	}
	if title = orElse(title, e.Title); title == "" {
		snap, err := s.snapshotOf(e.Version)
		if err != nil {
			return a, err
		}
		chosen, err := s.chosen(r, snap, e.view)
		if err != nil {
			return a, err
		}
		title = e.titleOf(chosen.counts)
	}
	q := e.query()
	if e.Auto {
		q.Del("theme")
	}
	thumb := e.view
	thumb.Width, thumb.Height = 600, 315
	base := s.base(r)
	return oembedAnswer{
		Type: "rich", Version: "1.0", Title: title, ProviderName: e.Lang.word("app.name"), ProviderURL: base + "/", CacheAge: 3600,
		Thumbnail: base + "/map.png?" + thumb.query().Encode(), ThumbWidth: thumb.Width, ThumbHeight: thumb.Height,
		Width: width, Height: height,
		HTML: frameOf(base+embedAddress(q), title, width, height),
	}, nil
}

// frameOf is the iframe that shows an embed.
func frameOf(address, title string, width, height int) string {
	return fmt.Sprintf(`<iframe src="%s" title="%s" width="%d" height="%d" loading="lazy" style="border:0;width:100%%;max-width:%dpx"></iframe>`,
		template.HTMLEscapeString(address), template.HTMLEscapeString(title), width, height, width)
}

// lastingAddress is that of a page that lasts, or of a version of it.
var lastingAddress = regexp.MustCompile(`^/([a-z]+)/([0-9]{1,15})(?:@[0-9]+)?$`)

// oembedFor describes what to put into a page for an address of ours, and the view that it shows.
func (s *Server) oembedFor(r *http.Request, address string, mostWidth, mostHeight int) (a oembedAnswer, v view, err error) {
	elsewhere := geo.NotFoundf("There is nothing to embed at %s. Addresses that can be embedded begin with %s and are those of the map, of an embed, or of the page of an incident, a decree, a zone, a place, an actor, a dialogue table or a commitment.",
		geo.Clip(address, 200), s.base(r)+"/")
	u, path, ok := s.ours(r, address)
	if !ok || !u.IsAbs() {
		return a, v, elsewhere
	}
	settings := u.RawQuery
	switch path {
	case embedPath:
	case "/":
		if u.Fragment != "" {
			settings += "&" + u.Fragment
		}
	default:
		found := lastingAddress.FindStringSubmatch(path)
		if found == nil {
			return a, v, elsewhere
		}
		at := slices.IndexFunc(nouns, func(n noun) bool { return n.path == found[1] })
		if at < 0 {
			return a, v, elsewhere
		}
		return s.oembedOfItem(r, nouns[at], found[2], u.Query().Get("lang"), mostWidth, mostHeight)
	}
	values, err := url.ParseQuery(settings)
	if err != nil {
		return a, v, geo.Invalidf("url", "The address to embed has a badly written query.")
	}
	given := pageSettings(values, path == embedPath)
	if v, err = viewOf(given); err != nil {
		return a, v, err
	}
	e, err := embedOf(v, given, "")
	if err == nil {
		a, err = s.oembedOf(r, e, "", mostWidth, mostHeight)
	}
	return a, v, err
}

// ours reads an address of this server: with its name, or with no host and a path from
// the root. The path, which begins with one slash, is the one under the base. Nothing
// that would be elsewhere when written after the base is ours, nor what is no text: no door
// of ours takes it.
func (s *Server) ours(r *http.Request, address string) (u *url.URL, path string, ok bool) {
	u, err := url.Parse(address)
	base, noBase := url.Parse(s.base(r))
	if err != nil || noBase != nil || u.User != nil || u.Opaque != "" {
		return nil, "", false
	}
	switch {
	case u.Scheme == "" && u.Host == "":
	case (u.Scheme == "http" || u.Scheme == "https") && (strings.EqualFold(u.Host, base.Host) || strings.EqualFold(u.Host, r.Host)):
	default:
		return nil, "", false
	}
	for _, part := range []string{u.RawQuery, u.Fragment} {
		// Badly written queries are told of by who reads them.
		if text, err := url.QueryUnescape(part); err == nil && !isText(text) {
			return nil, "", false
		}
	}
	if path = strings.TrimPrefix(u.Path, strings.TrimSuffix(base.Path, "/")); path == "" {
		path = "/"
	}
	return u, path, isText(path) && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//")
}

// pageSettings takes out of the query of a page what a view has: links that people copy
// carry more. An embed's own are taken along.
func pageSettings(values url.Values, embed bool) map[string]string {
	names := viewParameters
	if embed {
		names = append(slices.Clone(names), "controls")
	}
	given := map[string]string{}
	for _, name := range names {
		if len(values[name]) > 0 && len(values[name][0]) <= mostValue {
			given[name] = values[name][0]
		}
	}
	return given
}
