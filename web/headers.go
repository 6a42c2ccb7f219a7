package web

import (
	"maps"
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// policy lets the page load nothing but what this server serves. MapLibre draws
// its patterns and symbols through blob and data pictures and starts its worker
// from a file of ours; Lit puts its styles into constructed style sheets. No
// script or style stands inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// everywhere is what every answer carries. The values are shared by all answers: to
// make them anew takes longer than to look up a tile.
var everywhere = map[string][]string{
	"Content-Security-Policy": {policy},
	"X-Content-Type-Options":  {"nosniff"},
	"X-Frame-Options":         {"DENY"},
}

// documents is what every answer carries that a browser may show by itself: a tile is
// none, and there are very many.
var documents = map[string][]string{
	"Referrer-Policy":            {"strict-origin-when-cross-origin"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
	"Permissions-Policy":         {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
}

// headers sets what every answer carries.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), everywhere)
		if !isTile(r) {
			maps.Copy(w.Header(), documents)
		}
		next.ServeHTTP(w, r)
	})
}

// squeeze compresses texts on their way out, where the client takes gzip. Tiles
// and assets come compressed already and pass as they are.
var squeeze = func() func(http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(
		gzhttp.MinSize(1024),
		gzhttp.EnableZstd(false),
		gzhttp.SuffixETag(packedTag),
		gzhttp.ContentTypes([]string{"text/html", "text/plain", jsonType, geoJSONType, schemaType, problemType, openAPIType, yamlType,
			svgType, atomType, jsonFeedType, "text/csv", "application/geo+json-seq", "application/vnd.google-earth.kml+xml"}),
	)
	if err != nil {
		panic(err) // the options above are constants
	}
	return func(next http.Handler) http.Handler {
		packing := wrap(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isTile(r) {
				next.ServeHTTP(w, r)
				return
			}
			packing.ServeHTTP(w, r)
		})
	}
}()

// Media types of answers.
const (
	jsonType    = "application/json"
	geoJSONType = "application/geo+json"
	schemaType  = "application/schema+json"
	problemType = "application/problem+json"
	csvType     = "text/csv; charset=utf-8; header=present"
	openAPIType = "application/vnd.oai.openapi+json;version=3.0"
	yamlType    = "application/vnd.oai.openapi;version=3.0"
	tileType    = "application/vnd.mapbox-vector-tile"
	htmlType    = "text/html; charset=utf-8"
)
