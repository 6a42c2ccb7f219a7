package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"
	"github.com/klauspost/compress/gzip"
)

// built is the map's page as its build leaves it; empty before the first build.
//
//go:embed all:dist
var built embed.FS

// own are the files of the pages made here, and the fonts both kinds share.
//
//go:embed static app/src/fonts/*.woff2
var own embed.FS

// asset is a file ready to be sent.
type asset struct {
	mediaType string
	plain     []byte
	zipped    []byte // nil where compressing gains nothing
	tag       string // strong entity tag of the plain bytes, quotes included
}

// assets are the files served from memory: those under /assets/ have their hash
// in the name and never change, the others may.
type assets struct {
	hashed map[string]asset // by what follows /assets/
	root   map[string]asset // by name, in the root
	index  []byte           // the map's page; nil before the first build
	editor []byte           // the page of the zone editor; likewise
	named  map[string]string

	fit                     asset  // fits the height of our frames in pages of others
	embedStyle, embedScript string // stand in the page of an embed
	folder                  folder // stands in that of one in a folder of files
	explore                 string // where the map is that an embed loads; empty before the first build
}

// loadAssets reads and packs the files, which never change while a program runs, once.
var loadAssets = sync.OnceValues(readAssets)

func readAssets() (*assets, error) {
	a := &assets{hashed: map[string]asset{}, root: map[string]asset{}, named: map[string]string{}}
	if err := a.loadBuilt(); err != nil {
		return nil, err
	}
	if err := a.loadOwn(); err != nil {
		return nil, err
	}
	a.fit = a.hashed[strings.TrimPrefix(a.named["fit.js"], "/assets/")]
	a.embedStyle = string(a.hashed[strings.TrimPrefix(a.named["embed.css"], "/assets/")].plain)
	a.embedScript = string(a.hashed[strings.TrimPrefix(a.named["embed.js"], "/assets/")].plain)
	a.folder = folder{
		Style:  template.CSS(a.hashed[strings.TrimPrefix(a.named["folder.css"], "/assets/")].plain),
		Script: template.JS(a.hashed[strings.TrimPrefix(a.named["folder.js"], "/assets/")].plain),
	}
	return a, nil
}

func (a *assets) loadBuilt() error {
	return fs.WalkDir(built, "dist", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		content, err := built.ReadFile(name)
		if err != nil {
			return err
		}
		place := strings.TrimPrefix(name, "dist/")
		switch place {
		case "index.html":
			a.index = content
			return nil
		case "editor.html":
			a.editor = content
			return nil
		}
		made, err := newAsset(name, content)
		if err != nil {
			return err
		}
		if inAssets, ok := strings.CutPrefix(place, "assets/"); ok {
			a.hashed[inAssets] = made
			if strings.HasPrefix(inAssets, "explore-") && strings.HasSuffix(inAssets, ".js") {
				a.explore = "/" + place
			}
		} else {
			a.root[place] = made
		}
		return nil
	})
}

// loadOwn gives each file a name with its hash, and the style sheet the hashed
// names of what it refers to. Files in the root keep their names.
func (a *assets) loadOwn() error {
	for _, folder := range []string{"app/src/fonts", "static"} { // the style sheet refers to the fonts
		files, err := own.ReadDir(folder)
		if err != nil {
			return err
		}
		for _, f := range files {
			content, err := own.ReadFile(folder + "/" + f.Name())
			if err != nil {
				return err
			}
			if path.Ext(f.Name()) == ".css" {
				for name, hashed := range a.named {
					content = bytes.ReplaceAll(content, []byte("/assets/"+name), []byte(hashed))
				}
			}
			made, err := newAsset(f.Name(), content)
			if err != nil {
				return err
			}
			ext := path.Ext(f.Name())
			hashed := strings.TrimSuffix(f.Name(), ext) + "-" + made.tag[1:11] + ext
			a.hashed[hashed] = made
			a.named[f.Name()] = "/assets/" + hashed
		}
	}
	return nil
}

// path returns where one of our own files is served.
func (a *assets) path(name string) (string, error) {
	if at, ok := a.named[name]; ok {
		return at, nil
	}
	return "", fmt.Errorf("web: there is no file %s", name)
}

// mediaTypes of files, kept here because those of the system differ by machine.
var mediaTypes = map[string]string{
	".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".html": htmlType, ".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".ico": "image/x-icon",
	".json": jsonType, ".map": jsonType, ".webmanifest": "application/manifest+json", ".woff2": "font/woff2",
	".txt": "text/plain; charset=utf-8",
}

func newAsset(name string, content []byte) (asset, error) {
	sum := sha256.Sum256(content)
	made := asset{mediaType: mediaTypes[path.Ext(name)], plain: content, tag: `"` + hex.EncodeToString(sum[:8]) + `"`}
	if made.mediaType == "" {
		made.mediaType = "application/octet-stream"
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return made, err
	}
	if _, err := z.Write(content); err != nil {
		return made, err
	}
	if err := z.Close(); err != nil {
		return made, err
	}
	if out.Len() < len(content)*9/10 {
		made.zipped = out.Bytes()
	}
	return made, nil
}

// asset answers with a file that never changes.
func (s *Server) asset(w http.ResponseWriter, r *http.Request) error {
	return sendAsset(w, r, s.assets.hashed, chi.URLParam(r, "*"), "public, max-age=31536000, immutable")
}

// rootFile answers with a file such as favicon.svg, which may change.
func (s *Server) rootFile(w http.ResponseWriter, r *http.Request) error {
	return sendAsset(w, r, s.assets.root, chi.URLParam(r, "file"), "no-cache")
}

func sendAsset(w http.ResponseWriter, r *http.Request, from map[string]asset, name, caching string) error {
	a, ok := from[name]
	if !ok {
		return notFound(w, r)
	}
	h := w.Header()
	h.Set("Content-Type", a.mediaType)
	h.Set("Cache-Control", caching)
	h.Set("ETag", a.tag)
	body := a.plain
	if a.zipped != nil {
		h.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("ETag", packedOf(a.tag))
			h.Set("Content-Encoding", "gzip")
			body = a.zipped
		}
	}
	if hasTag(r, h.Get("ETag")) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, err := w.Write(body)
	return err
}
