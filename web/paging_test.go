package web

import (
	"fmt"
	"net/url"
	"testing"

	"corredor/data"
)

type itemsAnswer struct {
	Features []struct {
		ID         int64
		Geometry   map[string]any
		Properties map[string]any
	}
	NumberMatched, NumberReturned int64
	Links                         []link
}

func (a itemsAnswer) link(rel string) string {
	for _, l := range a.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

// TestPagesAreCompleteAndDisjoint follows the next links of every collection.
func TestPagesAreCompleteAndDisjoint(t *testing.T) {
	h := serve(t)
	for _, c := range data.Collections() {
		whole := get[itemsAnswer](t, h, "/collections/"+c.ID+"/items?limit=10000")
		if whole.NumberMatched != int64(len(whole.Features)) || whole.NumberReturned != whole.NumberMatched || whole.link("next") != "" {
			t.Fatalf("%s: %d of %d matched, next %q", c.ID, len(whole.Features), whole.NumberMatched, whole.link("next"))
		}
		limit := max(1, len(whole.Features)/7)
		seen := 0
		next := fmt.Sprintf("%s/collections/%s/items?limit=%d", h.URL, c.ID, limit)
		for next != "" {
			u, err := url.Parse(next)
			if err != nil {
				t.Fatal(err)
			}
			p := get[itemsAnswer](t, h, u.RequestURI())
			if p.NumberReturned != int64(len(p.Features)) || len(p.Features) > limit || p.NumberMatched != whole.NumberMatched {
				t.Fatalf("%s: a page of %d says %d of %d", c.ID, len(p.Features), p.NumberReturned, p.NumberMatched)
			}
			for _, f := range p.Features {
				if seen >= len(whole.Features) || f.ID != whole.Features[seen].ID {
					t.Fatalf("%s: feature %d is item %d of the pages", c.ID, f.ID, seen)
				}
				seen++
			}
			next = p.link("next")
		}
		if seen != len(whole.Features) {
			t.Errorf("%s: %d on the pages, %d in all", c.ID, seen, len(whole.Features))
		}
	}
}

// TestNextKeepsTheQuestion: the cursor joins the other parameters.
func TestNextKeepsTheQuestion(t *testing.T) {
	h := serve(t)
	p := get[itemsAnswer](t, h, "/collections/incidents/items?limit=2&category=violence&datetime=2019-01-01/2019-12-31&bbox=-73,-15,-71,-13")
	u, err := url.Parse(p.link("next"))
	if err != nil || u.Path != "/collections/incidents/items" {
		t.Fatal(p.Links, err)
	}
	q := u.Query()
	if q.Get("after") != fmt.Sprint(p.Features[1].ID) || q.Get("category") != "violence" || q.Get("limit") != "2" ||
		q.Get("datetime") != "2019-01-01/2019-12-31" || q.Get("bbox") != "-73,-15,-71,-13" {
		t.Error(u)
	}
}

// TestEveryFilterFinds asks each filter for a value that the first feature has.
func TestEveryFilterFinds(t *testing.T) {
	h := serve(t)
	for _, c := range data.Collections() {
		all := get[itemsAnswer](t, h, "/collections/"+c.ID+"/items?limit=10000")
		for _, f := range c.Filters {
			for _, feature := range all.Features {
				v, ok := feature.Properties[f.Name]
				if !ok || v == nil {
					continue
				}
				text := fmt.Sprint(v)
				if n, ok := v.(float64); ok {
					text = fmt.Sprintf("%.0f", n)
				}
				found := get[itemsAnswer](t, h, "/collections/"+c.ID+"/items?limit=10000&"+url.Values{f.Name: {text}}.Encode())
				same := int64(0)
				for _, g := range all.Features {
					if fmt.Sprint(g.Properties[f.Name]) == fmt.Sprint(v) {
						same++
					}
				}
				if found.NumberMatched != same {
					t.Errorf("%s?%s=%s finds %d, %d have it", c.ID, f.Name, text, found.NumberMatched, same)
				}
				break
			}
		}
	}
}
