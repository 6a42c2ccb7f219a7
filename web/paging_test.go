package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

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

// TestPagesAreCompleteAndDisjoint follows the next links of every collection, and
// from the last page the prev links back: the same pages in the other direction.
func TestPagesAreCompleteAndDisjoint(t *testing.T) {
	t.Parallel()
	h := serve(t)
	for _, c := range data.Collections() {
		whole := get[itemsAnswer](t, h, "/collections/"+c.ID+"/items?limit=10000")
		if whole.NumberMatched != int64(len(whole.Features)) || whole.NumberReturned != whole.NumberMatched || whole.link("next")+whole.link("prev") != "" {
			t.Fatalf("%s: %d of %d matched, next %q", c.ID, len(whole.Features), whole.NumberMatched, whole.link("next"))
		}
		limit := max(1, len(whole.Features)/4)
		last := h.follow(t, whole, "next", fmt.Sprintf("%s/collections/%s/items?limit=%d", h.URL, c.ID, limit))
		slices.Reverse(whole.Features)
		if first := h.follow(t, whole, "prev", last); last != "" && first == last {
			t.Errorf("%s: nothing leads back", c.ID)
		}
	}
}

// follow goes from page to page and holds them against all the features there
// are; it returns the address of the last page.
func (h *host) follow(t *testing.T, whole itemsAnswer, rel, from string) (last string) {
	t.Helper()
	seen := 0
	for from != "" {
		u, err := url.Parse(from)
		if err != nil {
			t.Fatal(err)
		}
		last = from
		a := h.ask(t, http.MethodGet, u.RequestURI())
		var p itemsAnswer
		if err := json.Unmarshal(a.body, &p); err != nil {
			t.Fatal(from, err)
		}
		if p.NumberReturned != int64(len(p.Features)) || p.NumberMatched != whole.NumberMatched {
			t.Fatalf("%s: a page of %d says %d of %d", from, len(p.Features), p.NumberReturned, p.NumberMatched)
		}
		if rel == "prev" {
			slices.Reverse(p.Features)
		}
		for _, f := range p.Features {
			if seen >= len(whole.Features) || f.ID != whole.Features[seen].ID {
				t.Fatalf("%s: feature %d is item %d of the pages", from, f.ID, seen)
			}
			seen++
		}
		from = p.link(rel)
		if strings.Contains(strings.Join(a.Header.Values("Link"), ","), `rel="`+rel+`"`) != (from != "") {
			t.Errorf("%s: the head and the body differ about %s", last, rel)
		}
	}
	if seen != len(whole.Features) {
		t.Errorf("%s: %d on the pages, %d in all", last, seen, len(whole.Features))
	}
	return last
}

// TestAPageNeedsNoItemToStandAt: the ids of the links say where a page lies, whether
// or not the items are still there.
func TestAPageNeedsNoItemToStandAt(t *testing.T) {
	h := serve(t)
	all := get[itemsAnswer](t, h, "/collections/incidents/items?limit=10000")
	for _, c := range []struct {
		query      string
		first, n   int64
		next, prev bool
	}{
		{"after=100000000", 0, 0, false, true},
		{"after=9223372036854775807", 0, 0, false, true},
		{"before=1", 0, 0, true, false},
		{"before=2", all.Features[0].ID, 1, true, false},
		{"after=0", all.Features[0].ID, 5, true, false},
		{"after=0&filter=id<0", 0, 0, false, false},
		{"limit=600&after=10", 11, 356, false, true}, // longer than is gathered
	} {
		p := get[itemsAnswer](t, h, "/collections/incidents/items?limit=5&"+strings.TrimPrefix(strings.ReplaceAll(c.query, "<", "%3C"), "limit=600&"))
		if strings.HasPrefix(c.query, "limit") {
			p = get[itemsAnswer](t, h, "/collections/incidents/items?"+c.query)
		}
		if back := p.link("prev"); back != "" {
			get[itemsAnswer](t, h, strings.TrimPrefix(back, h.URL))
		}
		if p.NumberReturned != c.n || c.n > 0 && p.Features[0].ID != c.first || (p.link("next") != "") != c.next || (p.link("prev") != "") != c.prev {
			t.Errorf("%s: %d from %v, next %q, prev %q", c.query, p.NumberReturned, p.Features, p.link("next"), p.link("prev"))
		}
	}
}

// TestPagesTurnWhileItemsComeAndGo walks forth and back through items of which
// some go and others come at every page, those at which a page turns too: what was
// there all the time is met once each way, and the count is right each time.
func TestPagesTurnWhileItemsComeAndGo(t *testing.T) {
	h := serve(t)
	db, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	ids := func(sql string, args ...any) (ids []int64) {
		t.Helper()
		rows, err := db.Query(t.Context(), sql, args...)
		if err == nil {
			ids, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		}
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	const add = `insert into source (name, name_es, url) select 'Turning ' || gen_random_uuid(), 'x', null from generate_series(1, $1::int) i returning id`
	stay := ids(add, 40)
	path := "/collections/sources/items?limit=6&filter=" + escape("name LIKE 'Turning%'")
	for _, rel := range []string{"next", "prev"} {
		met := map[int64]int{}
		for first := true; ; first = false {
			p := get[itemsAnswer](t, h, path)
			if want := ids(`select count(*) from source where name like 'Turning%'`)[0]; p.NumberMatched != want || p.NumberReturned != int64(len(p.Features)) {
				t.Errorf("%s: %d of %d, there are %d", path, p.NumberReturned, p.NumberMatched, want)
			}
			for _, f := range p.Features {
				met[f.ID]++
			}
			turn := p.link(rel)
			if turn == "" {
				break
			}
			path = strings.TrimPrefix(turn, h.URL)
			// The items at which pages turn go, and one before them; others come.
			for _, gone := range []int64{p.Features[0].ID, p.Features[len(p.Features)-1].ID, p.Features[len(p.Features)/2].ID} {
				stay = slices.DeleteFunc(stay, func(id int64) bool { return id == gone })
				ids(`delete from source where id = $1 returning id`, gone)
			}
			if first && rel == "next" {
				ids(add, 3)
			}
		}
		if len(stay) < 5 {
			t.Fatalf("%s: only %d stayed", rel, len(stay))
		}
		for _, id := range stay {
			if met[id] != 1 {
				t.Errorf("%s: item %d was met %d times", rel, id, met[id])
			}
		}
		for id, times := range met {
			if times != 1 {
				t.Errorf("%s: item %d came %d times", rel, id, times)
			}
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

// TestEveryFilterFinds asks each queryable that is plain for a value that the
// first feature has.
func TestEveryFilterFinds(t *testing.T) {
	t.Parallel()
	h := serve(t)
	asked := 0
	for _, c := range data.Collections() {
		all := get[itemsAnswer](t, h, "/collections/"+c.ID+"/items?limit=10000")
		for _, p := range c.Properties {
			if !p.Queryable || p.As != p.Type {
				continue
			}
			for _, feature := range all.Features {
				v := feature.Properties[p.Name]
				list, many := v.([]any)
				if v == nil || many && len(list) == 0 {
					continue
				}
				if many {
					v = list[0]
				}
				text := fmt.Sprint(v)
				if n, ok := v.(float64); ok {
					text = strconv.FormatFloat(n, 'f', -1, 64)
				}
				found := get[itemsAnswer](t, h, "/collections/"+c.ID+"/items?limit=1&"+url.Values{p.Name: {text}}.Encode())
				same := int64(0)
				for _, g := range all.Features {
					if other, ok := g.Properties[p.Name].([]any); ok && slices.Contains(other, v) || !many && g.Properties[p.Name] == v {
						same++
					}
				}
				if found.NumberMatched != same {
					t.Errorf("%s?%s=%s finds %d, %d have it", c.ID, p.Name, text, found.NumberMatched, same)
				}
				asked++
				break
			}
		}
	}
	if asked < 200 {
		t.Errorf("only %d properties were asked", asked)
	}
}
