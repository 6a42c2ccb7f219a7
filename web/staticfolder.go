package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"

	"corredor/data"
	"corredor/data/releases"
	"corredor/geo"
)

// staticPage is what the page of a release shows in a folder of its own.
type staticPage struct {
	*releases.Release
	Work  geo.Work
	Files []releases.File
	Zones []staticZone
	Other string // the same page in the other language
}

// folder is what an embed's page has in a folder besides: by it a picture of the first view is not taken for another
// view that the address asks for.
type folder struct {
	Style  template.CSS
	Script template.JS
}

// staticPages are the languages of a folder's pages, by their names; zone is what the page
// of a zone is called before its number.
var staticPages = []struct {
	name, zone string
	lang       lang
}{{"index.html", "zona-", spanish}, {"en.html", "zone-", english}}

// WriteStatic writes a release as a folder that any static host can serve, without a
// server of ours: its files, a page about them, and an embed with its map. All
// addresses in it are relative. The folder must not be there yet.
func (s *Server) WriteStatic(ctx context.Context, release *releases.Release, dir string) (err error) {
	if s.assets.explore == "" {
		return errors.New("the page of the map is not built, so that there is no map to put into a folder: make build")
	}
	place := filepath.Clean(dir)
	if _, err := os.Lstat(place); !errors.Is(err, os.ErrNotExist) {
		if err == nil {
			return geo.Invalidf("static", "%s is there already; name a folder that is not.", place)
		}
		return err
	}
	// It has its name when it is whole: half a folder, of a program that was killed, would be
	// put on a host.
	if dir, err = os.MkdirTemp(filepath.Dir(place), ".making-"); err != nil {
		return err
	}
	defer os.RemoveAll(dir) // nothing is left there when it has been renamed
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	if err := s.fillStatic(ctx, release, dir); err != nil {
		return err
	}
	return os.Rename(dir, place)
}

// fillStatic writes the files of such a folder.
func (s *Server) fillStatic(ctx context.Context, release *releases.Release, dir string) error {
	for _, f := range release.All() {
		if err := copyInto(ctx, release, f, dir); err != nil {
			return err
		}
	}
	kept, err := s.Releases.Find(release.Version)
	if err != nil {
		return err
	}
	// Each page of a zone asks for all that is there: of very much none are made.
	few, err := kept.Hold(ctx, "incident-kinds", "incidents", "zones")
	if err != nil {
		return err
	}
	needed := map[string]bool{}
	for _, page := range staticPages {
		first := url.Values{"idioma": {string(page.lang)}, "version": {release.Version}}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, embedAddress(first), nil)
		if err != nil {
			return err
		}
		var zones []staticZone
		if few {
			if zones, err = s.staticZones(r, release, page.zone, page.lang); err != nil {
				return err
			}
		}
		for _, one := range append([]staticZone{{Page: page.name}}, zones...) {
			text, err := s.staticEmbed(r, page.name, first, one.view)
			if err != nil {
				return err
			}
			s.assets.needs(text, needed)
			if err := writeInto(dir, "embed/"+one.Page, text); err != nil {
				return err
			}
		}
		text, err := s.staticIndex(r, release, zones, page.lang)
		if err != nil {
			return err
		}
		s.assets.needs(text, needed)
		if err := writeInto(dir, page.name, text); err != nil {
			return err
		}
		if page.lang != spanish {
			continue
		}
		if text, err = s.staticFacts(r, release); err != nil {
			return err
		}
		if err := writeInto(dir, "embed/facts.json", text); err != nil {
			return err
		}
	}
	for name := range needed {
		if err := writeInto(dir, "assets/"+name, bytes.ReplaceAll(s.assets.hashed[name].plain, []byte("/assets/"), nil)); err != nil {
			return err
		}
	}
	return nil
}

// staticEmbed is the page of an embed with relative addresses, and without what only a
// server answers. It shows view, nil for the release's first one; index is the page about the files.
func (s *Server) staticEmbed(r *http.Request, index string, first, view url.Values) ([]byte, error) {
	settings := maps.Clone(first)
	maps.Copy(settings, view)
	r = r.Clone(r.Context())
	r.URL.RawQuery = settings.Encode()
	e, err := readEmbed(r)
	if err != nil {
		return nil, err
	}
	shown, err := s.gatherEmbed(r, e)
	if err != nil {
		return nil, err
	}
	body, err := s.embedBody(r, e, shown)
	if err != nil {
		return nil, err
	}
	body.Folder, body.Version = &s.assets.folder, e.Version
	body.Card, body.Data, body.Module = nil, "facts.json", "../"+s.assets.explore[1:]
	body.Cite, body.Map, body.All = "../"+index+"#cite", "../"+index, "../incidents.csv"
	body.View = readable(view)
	var out bytes.Buffer
	if err := s.pages.sets[e.Lang]["embed"].ExecuteTemplate(&out, "embed", body); err != nil {
		return nil, fmt.Errorf("the embed: %w", err)
	}
	// Outside of articles a browser looks for an icon.
	text := bytes.Replace(out.Bytes(), []byte("</head>"), []byte(`<link rel="icon" href="`+s.assets.named["icon.svg"]+`" type="image/svg+xml">`+"\n</head>"), 1)
	text = bytes.ReplaceAll(text, []byte(`"/assets/`), []byte(`"../assets/`))
	return serverOnly.ReplaceAll(text, []byte("$1")), nil
}

// serverOnly are links to what a folder does not have: pages of one item.
var serverOnly = regexp.MustCompile(`<a href="/[^"]*"[^>]*>([^<]*)</a>`)

// staticFacts is what the map of the embed knows: everything, since nobody chooses for it.
func (s *Server) staticFacts(r *http.Request, release *releases.Release) ([]byte, error) {
	told := struct {
		Revision  int64             `json:"revision"`
		Tiles     string            `json:"tiles"`
		Archive   string            `json:"archive"`
		Incidents []json.RawMessage `json:"incidents"` // null where there are too many
		Zones     []json.RawMessage `json:"zones"`
		Kinds     []json.RawMessage `json:"kinds"` // what those that an address asks for are called
	}{Revision: release.Revision, Archive: "../map.pmtiles"}
	var err error
	if told.Incidents, err = s.slim(r, release.Version, "incidents", data.Query{}, mostEmbedIncidents); err != nil {
		return nil, err
	}
	if told.Zones, err = s.slim(r, release.Version, "zones", data.Query{}, mostEmbedIncidents); err != nil {
		return nil, err
	}
	kinds, _ := data.FindCollection("incident-kinds")
	err = s.recall(r, release.Version, kinds, data.Query{}, func(f data.Feature) error {
		told.Kinds = append(told.Kinds, f.AppendGeoJSON(nil))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(told)
}

// staticIndex is the page about the files.
func (s *Server) staticIndex(r *http.Request, release *releases.Release, zones []staticZone, l lang) ([]byte, error) {
	work := s.workOf(r, release, l)
	work.Address = release.Address
	p := staticPage{Release: release, Work: work, Files: release.All(), Zones: zones, Other: staticPages[1].name}
	if l != spanish {
		p.Other = staticPages[0].name
	}
	var out bytes.Buffer
	if err := s.pages.sets[l]["static"].ExecuteTemplate(&out, "static", p); err != nil {
		return nil, fmt.Errorf("the page of the release: %w", err)
	}
	return bytes.ReplaceAll(out.Bytes(), []byte(`"/assets/`), []byte(`"assets/`)), nil
}

// needs adds the files with a hash that a text refers to, and those that these refer to.
func (a *assets) needs(text []byte, all map[string]bool) {
	for name, asset := range a.hashed {
		if !all[name] && bytes.Contains(text, []byte(name)) {
			all[name] = true
			a.needs(asset.plain, all)
		}
	}
}

func copyInto(ctx context.Context, release *releases.Release, f releases.File, dir string) error {
	from, err := release.Open(f)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(dir, f.Name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, ctx.Err(), to.Close())
}

func writeInto(dir, name string, content []byte) error {
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return err
	}
	return os.WriteFile(full, content, 0o644)
}
