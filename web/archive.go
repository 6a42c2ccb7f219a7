package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"corredor/geo"
	"corredor/tiles"
)

// Archive is a file of tiles that is served.
type Archive struct {
	*tiles.Archive
	File     io.ReaderAt
	Size     int64
	Modified time.Time
}

// archiveType is the media type of PMTiles.
const archiveType = "application/vnd.pmtiles"

// archiveCaching lets readers of the file keep parts of it for a while: they tell
// by the entity tag when another file has taken its place.
const archiveCaching = "public, max-age=300"

// unchanging is for what an address with a revision in it answers.
const unchanging = "public, max-age=31536000, immutable"

// tag tells archives apart, without quotes. Of our own it is the same on every
// server that has the file; of others only the clock tells two of a size and with
// the same directories apart.
func (a *Archive) tag() string {
	said := fmt.Sprint(a.Tag(), a.Size)
	if !a.Whole() {
		said += a.Modified.UTC().String()
	}
	sum := sha256.Sum256([]byte(said))
	return "a" + hex.EncodeToString(sum[:8]) // never to be taken for the number of a revision
}

// contentTypes are the media types of tiles.
var contentTypes = map[tiles.Content]string{
	tiles.VectorTiles: tileType, tiles.PNG: "image/png", tiles.JPEG: "image/jpeg", tiles.WebP: "image/webp", tiles.AVIF: "image/avif",
}

// archivePath is where the archive itself is.
const archivePath = "/archive.pmtiles"

// archiveFile answers with the archive itself, or the parts of it that are asked
// for: what object storage does, so that readers of PMTiles can do without tiles.
func (s *Server) archiveFile(w http.ResponseWriter, r *http.Request) error {
	if _, err := readQuery(r); err != nil {
		return err
	}
	if s.Archive == nil {
		return geo.NotFoundf("This server draws its tiles from a database and serves no archive; corredor export tiles makes one.")
	}
	h := w.Header()
	h.Set("Content-Type", archiveType)
	h.Set("Cache-Control", archiveCaching)
	h.Set("ETag", `"`+s.Archive.tag()+`"`)
	h.Set("Content-Disposition", `inline; filename="corredor.pmtiles"`)
	body := writesTo{w, &steady{w: w, control: http.NewResponseController(w)}}
	http.ServeContent(body, r, "", time.Time{}, io.NewSectionReader(s.Archive.File, 0, s.Archive.Size))
	return nil
}

// writesTo is an answer whose body goes another way.
type writesTo struct {
	http.ResponseWriter
	body io.Writer
}

func (w writesTo) Write(b []byte) (int, error) { return w.body.Write(b) }

// archiveTile answers with a tile of the archive, in the place of one drawn from
// the database.
func (s *Server) archiveTile(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "layers", "rev")
	if err != nil {
		return err
	}
	request, err := tiles.ParseRequest(chi.URLParam(r, "z"), chi.URLParam(r, "x"), chi.URLParam(r, "y"), given["layers"])
	if err != nil {
		return err
	}
	return s.sendArchived(w, r, s.Archive, request, given["rev"])
}

// basemapTile answers with a tile of the basemap.
func (s *Server) basemapTile(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "rev")
	if err != nil {
		return err
	}
	if s.Basemap == nil {
		return noBasemap()
	}
	request, err := tiles.ParseRequest(chi.URLParam(r, "z"), chi.URLParam(r, "x"), chi.URLParam(r, "y"), "")
	if err != nil {
		return err
	}
	return s.sendArchived(w, r, s.Basemap, request, given["rev"])
}

// sendArchived answers with a tile of an archive as it is packed there, where the
// client can unpack it, or 204 where there is none.
func (s *Server) sendArchived(w http.ResponseWriter, r *http.Request, a *Archive, request tiles.Request, rev string) error {
	tag := a.tag()
	plain := `"` + tag + `"`
	if len(request.Layers) > 0 {
		plain = `"` + tag + "-" + strings.Join(request.Layers, "-") + `"`
	}
	packed := a.Info().Packing == tiles.Zipped
	h := w.Header()
	h.Set("Content-Type", contentTypes[a.Info().Content])
	h.Set("Cache-Control", tileCaching)
	if rev == tag {
		h.Set("Cache-Control", unchanging)
	}
	h.Set("ETag", plain)
	if packed {
		h.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r) && len(request.Layers) == 0 {
			h.Set("ETag", packedOf(plain))
		}
	}
	if hasTag(r, plain) || packed && hasTag(r, packedOf(plain)) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	body, err := a.Tile(request.Z, request.X, request.Y)
	if err != nil {
		return fmt.Errorf("tile %d/%d/%d: %w", request.Z, request.X, request.Y, err)
	}
	if packed && body != nil {
		// Also who unpacks it himself gets none that is damaged, to keep for good.
		unpacked, err := a.Unpacked(body)
		if err != nil {
			return fmt.Errorf("tile %d/%d/%d: %w", request.Z, request.X, request.Y, err)
		}
		if h.Get("ETag") == plain {
			body = unpacked
		}
	}
	if len(request.Layers) > 0 {
		if body, err = tiles.Choose(body, request.Layers); err != nil {
			return fmt.Errorf("tile %d/%d/%d: %w", request.Z, request.X, request.Y, err)
		}
	}
	s.metrics.tiles.Inc()
	if len(body) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if h.Get("ETag") != plain {
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, err = w.Write(body)
	return err
}
