package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
	"corredor/tiles"
)

// isTile reports whether a request is for a tile from memory: there are more of them
// than of all others, and they come packed already.
func isTile(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, ".mvt") }

// tile answers with one vector tile of layers chosen by name.
func (s *Server) tile(w http.ResponseWriter, r *http.Request) error {
	about := data.ConditionsOn(strings.Split(r.URL.Query().Get("layers"), ","))
	given, err := readQuery(r, append(wantedParameters(about), "layers", "rev", "version")...)
	if err != nil {
		return err
	}
	if layers, named := given["layers"]; named && layers == "" {
		return geo.Invalidf("layers", "Name the layers with commas between them, or leave the parameter out for all.")
	}
	request, err := tiles.ParseRequest(chi.URLParam(r, "z"), chi.URLParam(r, "x"), chi.URLParam(r, "y"), given["layers"])
	if err != nil {
		return err
	}
	return s.sendTile(w, r, request, about, given)
}

// quadTile answers with one vector tile of a tileset of OGC API – Tiles: of
// everything, of the collections that are named, or of one collection.
func (s *Server) quadTile(w http.ResponseWriter, r *http.Request) error {
	if err := checkQuad(r); err != nil {
		return err
	}
	source, err := s.tileSourceOf(r, english)
	if err != nil {
		return err
	}
	var layers []string
	about, parameters := source.about, []string{"f", "rev"}
	if about.ID != "" {
		layers = []string{about.Layer}
	} else {
		parameters = append(parameters, "collections")
		if names, named := r.URL.Query()["collections"]; named {
			all, err := s.collectionsNamed(r, names[0])
			if err != nil {
				return err
			}
			for _, c := range all {
				layers = append(layers, c.Layer)
			}
		}
		about = data.ConditionsOn(layers)
	}
	given, err := readQuery(r, append(parameters, wantedParameters(about)...)...)
	if err != nil {
		return err
	}
	if f := given["f"]; f != "" && f != "mvt" {
		return badChoice("f", f, "format", []string{"mvt"})
	}
	request, err := tiles.ParseRequest(chi.URLParam(r, "tileMatrix"), chi.URLParam(r, "tileCol"), chi.URLParam(r, "tileRow"), strings.Join(layers, ","))
	if err != nil {
		return outsideTheSet(err)
	}
	request.InOrder = true
	return s.sendTile(w, r, request, about, given)
}

// outsideTheSet names a tile's place as OGC API – Tiles does. A tile that the set
// does not have is not found, where a misspelt one is refused elsewhere.
func outsideTheSet(err error) error {
	p, ok := errors.AsType[*geo.Problem](err)
	if !ok {
		return err
	}
	return &geo.Problem{Kind: geo.NotFound, Msg: p.Msg, Param: map[string]string{"z": "tileMatrix", "x": "tileCol", "y": "tileRow"}[p.Param]}
}

// sendTile answers with a tile from memory, or 204 where nothing lies, drawn from
// what the conditions on a collection choose.
func (s *Server) sendTile(w http.ResponseWriter, r *http.Request, request tiles.Request, about data.Collection, given map[string]string) error {
	version := given["version"]
	snap, caching, err := s.mapFor(r, version, given["rev"])
	if err != nil {
		return err
	}
	q, err := readWanted(given, about)
	if err != nil {
		return err
	}
	if request.Filter, err = s.pickedOf(r, version, snap, request.Layers, about, q); err != nil {
		return err
	}
	if caching == forGood && version == "" && request.Filter.Listed() {
		caching = tileCaching // the database may have listed what a later revision holds
	}
	plain := snap.ETag(request)
	zipped := packedOf(plain)
	zip := acceptsGzip(r)
	h := w.Header()
	h.Set("Content-Type", tileType)
	h.Set("Cache-Control", caching)
	h.Add("Vary", "Accept-Encoding")
	h.Set("ETag", plain)
	if zip {
		h.Set("ETag", zipped)
	}
	if hasTag(r, plain) || hasTag(r, zipped) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	tile, err := snap.Tile(request)
	if err != nil {
		return err
	}
	s.metrics.tiles.Inc()
	if tile.Coarser > 0 {
		s.metrics.coarser.Inc()
	}
	if tile.Empty {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	body := tile.Raw
	if zip {
		body = tile.Gzip()
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if caching != notAtAll && tile.Coarser == 0 {
		s.keepHot(w, r, snap, body)
	}
	_, err = w.Write(body)
	return err
}

// freshTiles is TileJSON with what keeps them up to date: the revision in the
// addresses, and where its successors are told.
type freshTiles struct {
	tiles.TileJSON
	Revision int64  `json:"revision"`
	Events   string `json:"events"`
}

// frozenTiles is TileJSON of what has no successors.
type frozenTiles struct {
	tiles.TileJSON
	Revision int64 `json:"revision"`
}

// tileJSON describes the tiles of the present revision, or of a release.
func (s *Server) tileJSON(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "version")
	if err != nil {
		return err
	}
	if version := given["version"]; version != "" {
		snap, err := s.snapshotOf(version)
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", listCaching) // another program may draw it otherwise
		address := fmt.Sprintf("%s/tiles/{z}/{x}/{y}.mvt?version=%s&rev=%s", s.base(r), version, revisionOf(snap))
		return writeJSON(w, jsonType, frozenTiles{snap.TileJSON(address, langOf(w, r, "").word("map.attribution")), snap.Revision()})
	}
	snap, err := s.snapshot()
	if err != nil {
		return err
	}
	l := langOf(w, r, "")
	w.Header().Set("Cache-Control", "no-cache")
	address := fmt.Sprintf("%s/tiles/{z}/{x}/{y}.mvt?rev=%s", s.base(r), revisionOf(snap))
	return writeJSON(w, jsonType, freshTiles{snap.TileJSON(address, l.word("map.attribution")), snap.Revision(), s.base(r) + "/events"})
}

// snapshot returns the map in memory.
func (s *Server) snapshot() (*tiles.Snapshot, error) {
	if snap := s.Snapshot(); snap != nil {
		return snap, nil
	}
	return nil, geo.Unavailablef(nil, "The map is still being loaded.")
}

// hasTag reports whether the If-None-Match of a request, which may stand in several
// lines, names the tag.
func hasTag(r *http.Request, tag string) bool {
	for t := range strings.SplitSeq(strings.Join(r.Header.Values("If-None-Match"), ","), ",") {
		t = strings.TrimPrefix(strings.TrimSpace(t), "W/")
		if t == tag || t == "*" {
			return true
		}
	}
	return false
}

// acceptsGzip reports whether the client takes gzip.
func acceptsGzip(r *http.Request) bool {
	return quality(strings.ToLower(strings.Join(r.Header.Values("Accept-Encoding"), ",")), "gzip") > 0
}
