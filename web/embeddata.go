package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
)

// mostEmbedIncidents is how many incidents an embed's map is handed one by one; of more
// it draws what the tiles have.
const mostEmbedIncidents = 2000

// embedProperties are what an embed's map has to know of each.
var embedProperties = map[string][]string{
	"incidents": {"code", "kind", "category", "closure_mode", "status", "start", "end", "time_precision", "place", "place_es", "place_precision", "uncertainty_m",
		"district", "province", "department", "km", "km_uncertainty_m", "disagree"},
	"zones": {"decree", "decree_number", "decree_title_es", "decree_title_en", "start", "end", "last_day", "extent", "term_inferred", "form", "form_es", "form_en",
		"label", "axis", "km_from", "km_to", "buffer_left_m", "buffer_right_m", "part", "parts"},
}

// embedData answers with the incidents and zones of an embed for its map: what the API
// has of them, from memory, and no more than is drawn.
func (s *Server) embedData(w http.ResponseWriter, r *http.Request) error {
	v, _, err := readView(r)
	if err != nil {
		return err
	}
	c, err := s.copyFor(r, func(ctx context.Context) (func() (*copied, error), error) {
		answer, err := s.gatherEmbedData(r.WithContext(ctx), v)
		return func() (*copied, error) {
			text, err := json.Marshal(answer)
			if err != nil {
				return nil, err
			}
			return newCopied(text, jsonType, cachingOf(v), embedDataPath), nil
		}, err
	})
	if err != nil {
		return err
	}
	return sendCopy(w, r, c)
}

// embedItems is what an embed's map is told.
type embedItems struct {
	Revision  int64             `json:"revision"`
	Version   string            `json:"version,omitempty"` // of the release whose tiles they are
	Tiles     string            `json:"tiles"`             // the query of tiles that show the same
	Incidents []json.RawMessage `json:"incidents"`         // null where there are too many
	Zones     []json.RawMessage `json:"zones"`             // null where they come out of tiles
}

func (s *Server) gatherEmbedData(r *http.Request, v view) (answer embedItems, err error) {
	snap, err := s.snapshotOf(v.Version)
	if err != nil {
		return answer, err
	}
	answer.Revision, answer.Version, answer.Tiles = snap.Revision(), v.Version, v.tileQuery().Encode()
	if answer.Incidents, err = s.slim(r, v.Version, "incidents", v.chosen(), mostEmbedIncidents); err != nil {
		return answer, err
	}
	on := geo.SpanOf(v.Date, v.Date)
	answer.Zones, err = s.slim(r, v.Version, "zones", data.Query{Span: &on}, mostEmbedIncidents)
	return answer, err
}

// errTooMany ends the reading of items, of which there are more than asked for.
var errTooMany = errors.New("there are too many items")

// slim is the items that a query chooses as GeoJSON, with the properties that a map
// needs; nil, and no more are read, where there are more than most. Those without a
// place are left out.
func (s *Server) slim(r *http.Request, version, collection string, q data.Query, most int) ([]json.RawMessage, error) {
	c, _ := data.FindCollection(collection)
	all, read := []json.RawMessage{}, 0
	q.Limit = most + 1
	err := s.recall(r, version, c, q, func(f data.Feature) error {
		var has map[string]json.RawMessage
		if read++; read > most {
			return errTooMany
		}
		if f.Geometry == nil {
			return nil
		}
		if err := json.Unmarshal(f.Properties, &has); err != nil {
			return err
		}
		kept := map[string]json.RawMessage{}
		for _, name := range embedProperties[collection] {
			if value, ok := has[name]; ok && !bytes.Equal(value, []byte("null")) {
				kept[name] = value
			}
		}
		properties, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		f.Properties = properties
		all = append(all, f.AppendGeoJSON(nil))
		return nil
	})
	if errors.Is(err, errTooMany) {
		return nil, nil
	}
	return all, err
}

// tileQuery are the conditions by which tiles show the incidents of a view.
func (v view) tileQuery() url.Values {
	q := url.Values{"datetime": {v.From.String() + "/" + v.To.String()}}
	if filter := v.chosen().Filter; filter != nil {
		q.Set("filter", cql2.ToText(filter))
	}
	if v.Text != "" {
		q.Set("q", v.Text)
	}
	return q
}
