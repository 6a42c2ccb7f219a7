package web

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// fuzzedDoors are addresses in which {} is a blank for what was made up; at the
// others it stands in a parameter.
var fuzzedDoors = []string{
	"/collections/incidents/items?limit=2&", "/collections/incidents/items?f=csv&limit=2&", "/collections/zones/items?f=html&limit=2&", "/collections/decrees/items?f=kml&limit=2&",
	"/collections/incidents/aggregate?", "/collections/zones/aggregate?by=month&union=true&", "/tiles/6/19/34.mvt?", "/tiles/WebMercatorQuad/6/34/19?",
	"/collections/zones/tiles/WebMercatorQuad/6/34/19?", "/tiles/WebMercatorQuad?", "/list?", "/collections/incidents/queryables?",
	"/collections/{}/items?limit=1&", "/collections/incidents/items/{}?", "/tiles/{}.mvt?", "/tiles/WebMercatorQuad/{}?", "/collections/{}?", "/{}?",
}

// fuzzedParameters are those that are read in ways of their own.
var fuzzedParameters = []string{
	"filter", "filter-lang", "filter-crs", "bbox", "bbox-crs", "crs", "datetime", "q", "by", "union", "limit", "after", "before", "id",
	"kind", "km", "period", "actors", "summary_es_translated", "start", "layers", "collections", "f", "lang", "zip", "hxl", "bom", "download", "year",
}

// FuzzDoors puts made-up values in two parameters, or a part of the address, of
// every sort of door: what comes is an answer or a refusal in its form, never a
// fault, and tells nothing of what lies behind.
func FuzzDoors(f *testing.F) {
	// The processes that fuzz inherit the environment of the one that starts them,
	// and read the database that it has made.
	const made = "CORREDOR_FUZZED_DATABASE"
	var h *host
	if url := os.Getenv(made); url != "" {
		h = serveOn(f, url)
	} else {
		h = serve(f)
		f.Setenv(made, h.url)
	}
	at := func(list []string, name string) byte {
		for i, n := range list {
			if n == name {
				return byte(i)
			}
		}
		f.Fatal(name)
		return 0
	}
	filter, language := at(fuzzedParameters, "filter"), at(fuzzedParameters, "filter-lang")
	for i, a := range filterAttacks {
		written := langText
		if strings.HasPrefix(a, "{") {
			written = langJSON
		}
		f.Add(byte(i%12), filter, a, language, written)
	}
	for i, a := range attacks { // each at a door and in a parameter of its own, and in an address
		f.Add(byte(i%12), byte(i), a, byte(i/2+7), attacks[len(attacks)-1-i])
		f.Add(byte(12+i%6), byte(i), a, filter, "TRUE")
	}
	f.Add(byte(0), at(fuzzedParameters, "bbox"), "-14.6,-72.5,-13.9,-71.5", at(fuzzedParameters, "bbox-crs"), "http://www.opengis.net/def/crs/EPSG/0/4326")
	f.Add(byte(6), filter, "S_WITHIN(geom, GEOMETRYCOLLECTION(POINT(780000 8430000), LINESTRING(780000 8430000, 790000 8440000)))",
		at(fuzzedParameters, "filter-crs"), "http://www.opengis.net/def/crs/EPSG/0/32718")
	f.Add(byte(4), at(fuzzedParameters, "by"), "quarter,category", at(fuzzedParameters, "datetime"), "2019-01-01/..")
	f.Add(byte(7), at(fuzzedParameters, "collections"), "incidents,zones", at(fuzzedParameters, "datetime"), "2019-03-01")
	f.Add(byte(1), at(fuzzedParameters, "crs"), "http://www.opengis.net/def/crs/EPSG/0/3857", at(fuzzedParameters, "before"), "99")
	f.Fuzz(func(t *testing.T, door, first byte, a string, second byte, b string) {
		path := fuzzedDoors[int(door)%len(fuzzedDoors)]
		values := url.Values{}
		if strings.Contains(path, "{}") {
			path = strings.ReplaceAll(path, "{}", strings.ReplaceAll(url.PathEscape(a), "%2F", "/"))
		} else {
			values.Set(fuzzedParameters[int(first)%len(fuzzedParameters)], a)
		}
		values.Add(fuzzedParameters[int(second)%len(fuzzedParameters)], b)
		if _, err := http.NewRequest(http.MethodGet, path, nil); err != nil {
			return // not even a URL
		}
		tried(t, h, path+values.Encode())
	})
}
