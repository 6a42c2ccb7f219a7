package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corredor/data"
	"corredor/geo"
)

// changes is one change for each collection that may be written: a property and
// the value it is given.
var changes = map[string]struct {
	property string
	value    any
}{
	"incidents":       {"note", "seen again"},
	"claims":          {"note_es", "vista otra vez"},
	"places":          {"label_en", "Somewhere"},
	"actors":          {"role", "party to the accord"},
	"sources":         {"name_es", "Una fuente"},
	"decrees":         {"note", "read again"},
	"zones":           {"note_en", "Drawn again."},
	"dialogue-tables": {"follow_up", "2026-10"},
	"meetings":        {"outcome", "Adjourned."},
	"commitments":     {"evidence", "A photograph."},
}

// item reads an item as a client does.
func (h *host) item(t testing.TB, path string, headers ...string) (map[string]any, answer) {
	t.Helper()
	a := h.ask(t, http.MethodGet, path, headers...)
	if a.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s\n%s", path, a.Status, a.body)
	}
	return decoded(t, a.body), a
}

func decoded(t testing.TB, body []byte) (v map[string]any) {
	t.Helper()
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

// as are the headers of whoever may write.
func (h *host) as(t testing.TB, mediaType, match string) []string {
	headers := []string{"Authorization", "Bearer " + h.editor(t), "Content-Type", mediaType}
	if match != "" {
		headers = append(headers, "If-Match", match)
	}
	return headers
}

const mergePatch = "application/merge-patch+json"

func encoded(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestEveryCollectionGoesRound: what GET answers, links and derived properties
// included, is changed, put back, and read again.
func TestEveryCollectionGoesRound(t *testing.T) {
	h := serve(t)
	written := 0
	for _, c := range data.Collections() {
		first := get[struct{ Features []struct{ ID int64 } }](t, h, "/collections/"+c.ID+"/items?limit=1").Features[0].ID
		path := fmt.Sprintf("/collections/%s/items/%d", c.ID, first)
		was, a := h.item(t, path)
		change, ok := changes[c.ID]
		if !ok {
			for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
				if a := h.send(t, method, path, "{}", h.as(t, geoJSONType, "*")...); a.StatusCode != http.StatusMethodNotAllowed || a.Header.Get("Allow") != "GET, HEAD" {
					t.Errorf("%s %s: %s, allowed are %s", method, path, a.Status, a.Header.Get("Allow"))
				}
			}
			continue
		}
		written++
		was["properties"].(map[string]any)[change.property] = change.value
		put := h.send(t, http.MethodPut, path, encoded(t, was), h.as(t, geoJSONType, a.Header.Get("ETag"))...)
		if put.StatusCode != http.StatusOK || put.Header.Get("ETag") == a.Header.Get("ETag") {
			t.Errorf("%s: %s %s\n%s", path, put.Status, put.Header.Get("ETag"), put.body)
			continue
		}
		now, again := h.item(t, path)
		if where := differs(was, now, c.ID); where != "" {
			t.Error(where)
		}
		if again.Header.Get("ETag") != put.Header.Get("ETag") {
			t.Errorf("%s: PUT names it %s, GET %s", path, put.Header.Get("ETag"), again.Header.Get("ETag"))
		}
		if got := decoded(t, put.body); encoded(t, got["properties"]) != encoded(t, now["properties"]) {
			t.Errorf("%s: PUT answers another item than GET", path)
		}
	}
	if written != len(changes) {
		t.Errorf("%d collections were written", written)
	}
}

// TestAnItemInAnotherSystemIsWrittenBackUnmoved: whichever system a client works
// in, its tag is good, an unmoved point stays where it is, and a moved one goes
// where it should.
func TestAnItemInAnotherSystemIsWrittenBackUnmoved(t *testing.T) {
	h := serve(t)
	const path = "/collections/incidents/items/3"
	before, _ := h.item(t, path)
	for _, crs := range data.CRSs() {
		var f data.Feature
		c, _ := data.FindCollection("incidents")
		err := h.store.Items(t.Context(), geo.Anyone, c, data.Query{IDs: []int64{3}, SRID: crs.SRID}, func(found data.Feature) error { f = found; return nil })
		if err != nil {
			t.Fatal(err)
		}
		var geometry struct{ Coordinates []float64 }
		if err := json.Unmarshal(f.Geometry, &geometry); err != nil {
			t.Fatal(err)
		}
		body := fmt.Sprintf(`{"geometry": {"type": "Point", "coordinates": %s}, "properties": {"note": %q}}`, encoded(t, geometry.Coordinates), crs.URI)
		a := h.send(t, http.MethodPatch, path, body, append(h.as(t, mergePatch, `"`+f.Tag()+`"`), "Content-Crs", "<"+crs.URI+">")...)
		if a.StatusCode != http.StatusOK || encoded(t, decoded(t, a.body)["geometry"].(map[string]any)["coordinates"]) != encoded(t, geometry.Coordinates) {
			t.Errorf("%s: %s %s", crs.URI, a.Status, a.body)
		}
		if now, _ := h.item(t, path); encoded(t, now["geometry"]) != encoded(t, before["geometry"]) {
			t.Errorf("%s: it moved from %v to %v", crs.URI, before["geometry"], now["geometry"])
		}
	}
	// Yavi Yavi in UTM 18S, and in UTM 19S where its easting is far to the west.
	for uri, body := range map[string]string{
		"http://www.opengis.net/def/crs/EPSG/0/32718": `{"geometry": {"type": "Point", "coordinates": [828270.4, 8430068.6]}}`,
		"http://www.opengis.net/def/crs/EPSG/0/32719": `{"geometry": {"type": "Point", "coordinates": [180741.6, 8430172.9]}}`,
		"http://www.opengis.net/def/crs/EPSG/0/3857":  `{"geometry": {"type": "Point", "coordinates": [-8010328, -1594987]}}`,
	} {
		a := h.send(t, http.MethodPatch, path, body, append(h.as(t, mergePatch, "*"), "Content-Crs", "<"+uri+">")...)
		if a.StatusCode != http.StatusOK {
			t.Errorf("%s: %s %s", uri, a.Status, a.body)
			continue
		}
		now, _ := h.item(t, path)
		at := now["geometry"].(map[string]any)["coordinates"].([]any)
		if lon, lat := at[0].(float64), at[1].(float64); math.Abs(lon+71.958) > 0.01 || math.Abs(lat+14.182) > 0.01 {
			t.Errorf("%s: %v, %v", uri, lon, lat)
		}
	}
	for uri, coordinates := range map[string]string{
		"http://www.opengis.net/def/crs/EPSG/0/4326":  "[-71.958, -14.182]",
		"http://www.opengis.net/def/crs/EPSG/0/32718": "[-71.958, -14.182]",
		"http://www.opengis.net/def/crs/EPSG/0/3857":  "[1e300, 1e300]",
	} {
		a := h.send(t, http.MethodPatch, path, `{"geometry": {"type": "Point", "coordinates": `+coordinates+`}}`, append(h.as(t, mergePatch, "*"), "Content-Crs", "<"+uri+">")...)
		if a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s at %s: %s", coordinates, uri, a.Status)
		}
	}
}

// TestAPackedAnswerHasATagOfItsOwn, and both are good for writing.
func TestAPackedAnswerHasATagOfItsOwn(t *testing.T) {
	h := serve(t)
	const path = "/collections/incidents/items/3"
	_, plain := h.item(t, path)
	_, packed := h.item(t, path, "Accept-Encoding", "gzip")
	tag := packed.Header.Get("ETag")
	if packed.Header.Get("Content-Encoding") != "gzip" || tag != strings.TrimSuffix(plain.Header.Get("ETag"), `"`)+`-gzip"` {
		t.Fatalf("plain %s, packed %s", plain.Header.Get("ETag"), tag)
	}
	if a := h.ask(t, http.MethodGet, path, "Accept-Encoding", "gzip", "If-None-Match", tag); a.StatusCode != http.StatusNotModified || a.Header.Get("ETag") != tag || len(a.body) > 0 {
		t.Errorf("%s %s", a.Status, a.Header.Get("ETag"))
	}
	if a := h.send(t, http.MethodPatch, path, `{"properties": {"note": "x"}}`, h.as(t, mergePatch, tag)...); a.StatusCode != http.StatusOK {
		t.Errorf("%s %s", a.Status, a.body)
	}
	if a := h.ask(t, http.MethodGet, path, "Accept-Encoding", "gzip", "If-None-Match", tag); a.StatusCode != http.StatusOK {
		t.Errorf("after the change: %s", a.Status)
	}
}

func TestOfTwoEditorsOneIsRefused(t *testing.T) {
	h := serve(t)
	const path = "/collections/incidents/items/3"
	_, seen := h.item(t, path)
	h.editor(t)
	statuses := make([]int, 4)
	var wg sync.WaitGroup
	for i := range statuses {
		wg.Add(1)
		go func() {
			defer wg.Done()
			statuses[i] = h.send(t, http.MethodPatch, path, fmt.Sprintf(`{"properties": {"note": "editor %d"}}`, i), h.as(t, mergePatch, seen.Header.Get("ETag"))...).StatusCode
		}()
	}
	wg.Wait()
	slices.Sort(statuses)
	if !slices.Equal(statuses, []int{200, 412, 412, 412}) {
		t.Errorf("%v", statuses)
	}
}

func TestALargeBodyIsNotRead(t *testing.T) {
	h := serve(t)
	long := `{"type": "Feature", "properties": {"note": "` + strings.Repeat("x", mostBody) + `"}}`
	for _, a := range []answer{
		h.send(t, http.MethodPost, "/collections/incidents/items", long, h.as(t, geoJSONType, "")...),
		h.send(t, http.MethodPut, "/collections/incidents/items/3", long, h.as(t, geoJSONType, "*")...),
		h.send(t, http.MethodPatch, "/collections/incidents/items/3", long, h.as(t, mergePatch, "*")...),
	} {
		if a.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s %s: %s", a.Request.Method, a.Request.URL, a.Status)
		}
	}
}

// TestNoBodyBreaksAWritingDoor sends what clients gone astray send: a refusal in
// words, never a fault, and nothing of what lies behind.
func TestNoBodyBreaksAWritingDoor(t *testing.T) {
	t.Parallel()
	h := serve(t)
	bodies := []string{"", "null", "[]", "5", `"x"`, "{", "{}", "\x00", "\xff\xfe", `{"type": "Feature"}`, `{"type": "Feature", "properties": 5}`,
		`{"type": "Feature", "properties": {"": ""}}`, `{"type": "Feature", "geometry": {}, "properties": {}}`,
		`{"type": "Feature", "geometry": {"type": "Point", "coordinates": [NaN, 1]}, "properties": {}}`,
		`{"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": []}, "properties": {}}`,
		strings.Repeat("[", 50_000), strings.Repeat(`{"properties":`, 20_000), `{"properties": {"'; drop table incident; --": 1}}`}
	asked := 0
	for id := range maps.Keys(changes) {
		for _, body := range bodies {
			for method, to := range map[string]string{"POST": "", "PUT": "/1", "PATCH": "/1"} {
				mediaType := geoJSONType
				if method == "PATCH" {
					mediaType = mergePatch
				}
				a := h.send(t, method, "/collections/"+id+"/items"+to, body, h.as(t, mediaType, "*")...)
				asked++
				want := http.StatusBadRequest
				// A patch that names nothing changes nothing; {} merges into any point.
				if method == "PATCH" && (body == "{}" || body == `{"type": "Feature"}` || strings.Contains(body, `"geometry": {},`) && len(h.geometry(t, id)) > 0) {
					want = http.StatusOK
				}
				if a.StatusCode != want {
					t.Errorf("%s %s %.60q: %s", method, id, body, a.Status)
				}
				told := strings.ReplaceAll(string(a.body), a.Header.Get("X-Request-Id"), "")
				if found := leak(told, body); found != "" {
					t.Errorf("%s %.60q tells of %q: %s", id, body, found, told)
				}
			}
		}
	}
	if asked < 500 {
		t.Errorf("only %d were tried", asked)
	}
}

// geometry is that of the first item of a collection.
func (h *host) geometry(t testing.TB, id string) map[string]any {
	first, _ := h.item(t, "/collections/"+id+"/items/1")
	geometry, _ := first["geometry"].(map[string]any)
	return geometry
}

func TestATokenIsNeverLogged(t *testing.T) {
	h := serve(t)
	token := h.editor(t)
	h.send(t, http.MethodPatch, "/collections/incidents/items/3", `{"properties": {"note": "x"}}`, h.as(t, mergePatch, "*")...)
	h.send(t, http.MethodPatch, "/collections/incidents/items/3", `{"properties": {"km": 1}}`, h.as(t, mergePatch, "*")...)
	h.send(t, http.MethodDelete, "/collections/incidents/items/3", "", "Authorization", "Bearer "+token+"x")
	for i, line := range h.log.await(t, 3) {
		if number, there := line["token"]; there != (i < 2) || there && number != 1.0 {
			t.Errorf("line %d tells of token %v", i+1, number)
		}
	}
	h.log.mu.Lock()
	defer h.log.mu.Unlock()
	if strings.Contains(h.log.buf.String(), token[len("corredor_"):]) {
		t.Error("the token stands in the log")
	}
}

// TestAWriteIsSeenByTheNextReader, and it is told how long the two take.
func TestAWriteIsSeenByTheNextReader(t *testing.T) {
	h := serve(t)
	began := time.Now()
	const n = 20
	for i := range n {
		note := fmt.Sprint("note ", i)
		if a := h.send(t, http.MethodPatch, "/collections/incidents/items/3", fmt.Sprintf(`{"properties": {"note": %q}}`, note), h.as(t, mergePatch, "*")...); a.StatusCode != http.StatusOK {
			t.Fatalf("%s %s", a.Status, a.body)
		}
		if now, _ := h.item(t, "/collections/incidents/items/3"); now["properties"].(map[string]any)["note"] != note {
			t.Fatalf("it says %v", now["properties"].(map[string]any)["note"])
		}
	}
	t.Logf("%v for a write and a reading", time.Since(began)/n)
}
