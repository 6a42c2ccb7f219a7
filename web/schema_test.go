package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"corredor/data"
)

func escape(s string) string { return url.QueryEscape(s) }

// TestSchemasTellTheTruth holds every property of every item against the schema of
// its collection, and the roles against the rules of the standard.
func TestSchemasTellTheTruth(t *testing.T) {
	h := serve(t)
	type schema struct {
		Schema               string `json:"$schema"`
		ID                   string `json:"$id"`
		Type                 string
		AdditionalProperties bool
		Properties           map[string]jsonSchema
	}
	for _, c := range data.Collections() {
		at := "/collections/" + c.ID
		queryables, whole := get[schema](t, h, at+"/queryables"), get[schema](t, h, at+"/schema?lang=en")
		for _, s := range []schema{queryables, whole} {
			roles := map[string]int{}
			for name, p := range s.Properties {
				if p.Role != "" {
					roles[p.Role]++
				}
				spatial := strings.HasPrefix(p.Format, "geometry-")
				if p.Title == "" || spatial == (p.Type != "") || spatial != (p.Role == "primary-geometry") {
					t.Errorf("%s: %s is %+v", s.ID, name, p)
				}
			}
			if s.Schema != "https://json-schema.org/draft/2020-12/schema" || !strings.HasPrefix(s.ID, h.URL+at+"/") || s.Type != "object" || s.AdditionalProperties || roles["id"] != 1 {
				t.Errorf("%s: %+v", c.ID, s)
			}
			for role, n := range roles {
				if n > 1 {
					t.Errorf("%s: %d properties are its %s", s.ID, n, role)
				}
			}
		}
		for _, f := range get[itemsAnswer](t, h, at+"/items?limit=10000").Features {
			for name, v := range f.Properties {
				p, ok := whole.Properties[name]
				if !ok || v != nil && !fits(v, p) {
					raw, _ := json.Marshal(v)
					t.Fatalf("%s %d: %s is %.200s, the schema says %+v", c.ID, f.ID, name, raw, p)
				}
			}
		}
	}
}

// fits reports whether a value of JSON is as a property is described.
func fits(v any, p jsonSchema) bool {
	switch v := v.(type) {
	case string:
		return p.Type == "string" && (p.Enum == nil || slices.Contains(p.Enum, v))
	case float64:
		return p.Type == "number" || p.Type == "integer" && v == float64(int64(v))
	case bool:
		return p.Type == "boolean"
	case map[string]any:
		return p.Type == "object"
	case []any:
		for _, e := range v {
			if p.Items == nil || !fits(e, *p.Items) {
				return false
			}
		}
		return p.Type == "array"
	}
	return false
}
