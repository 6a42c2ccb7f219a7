package data

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"corredor/geo"
)

// editor makes an account with a token that may all, and returns who shows it.
func editor(t testing.TB, s *Store) geo.Viewer {
	t.Helper()
	a, err := s.AddAccount(t.Context(), geo.Operator, "editor@example.org", "Editor", []geo.Role{geo.Administrator})
	if err != nil {
		t.Fatal(err)
	}
	secret, _, err := s.CreateToken(t.Context(), geo.Operator, a.ID, "test", geo.Permissions(), 1)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Viewer(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// desk is a store with somebody who may write in it.
type desk struct {
	*testing.T
	s *Store
	v geo.Viewer
}

func newDesk(t *testing.T) desk {
	s := seeded(t)
	return desk{t, s, editor(t, s)}
}

func collection(id string) Collection {
	c, ok := FindCollection(id)
	if !ok {
		panic(id)
	}
	return c
}

// got is an item as a client sees it.
func (d desk) got(id string, item int64) (map[string]any, string) {
	d.Helper()
	f, err := d.s.Item(d.Context(), d.v, collection(id), item, 0)
	if err != nil {
		d.Fatal(err)
	}
	return d.read(f), f.Tag()
}

func (d desk) read(f Feature) map[string]any {
	d.Helper()
	doc, err := answered(f)
	if err != nil {
		d.Fatal(err)
	}
	return doc.object()
}

func propertiesOf(feature map[string]any) map[string]any {
	return feature["properties"].(map[string]any)
}

func body(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (d desk) patch(id string, item int64, patch string) (map[string]any, error) {
	d.Helper()
	f, err := d.s.Update(d.Context(), d.v, collection(id), item, Write{Body: []byte(patch)})
	if err != nil {
		return nil, err
	}
	return d.read(f), nil
}

func (d desk) create(id, feature string) (int64, map[string]any) {
	d.Helper()
	f, err := d.s.Create(d.Context(), d.v, collection(id), Write{Body: []byte(feature)})
	if err != nil {
		d.Fatal(err)
	}
	return f.ID, d.read(f)
}

// faults are the properties that a problem names, in its order.
func faults(err error) string {
	p, ok := errors.AsType[*geo.Problem](err)
	if !ok {
		return fmt.Sprint(err)
	}
	all := p.All
	if all == nil {
		all = []*geo.Problem{p}
	}
	var names []string
	for _, one := range all {
		names = append(names, one.Param)
	}
	return strings.Join(names, " ")
}

// TestTheCatalogueSaysWhatMayBeWritten holds the list of properties and the
// table of fields together.
func TestTheCatalogueSaysWhatMayBeWritten(t *testing.T) {
	if len(writings) != 10 {
		t.Errorf("%d collections may be written", len(writings))
	}
	for _, c := range Collections() {
		for _, p := range c.Properties {
			if writes := writings[c.ID].writes(p.Name); p.Writable != writes {
				t.Errorf("%s.%s: the catalogue says %t, the fields %t", c.ID, p.Name, p.Writable, writes)
			}
		}
		for _, f := range writings[c.ID].fields {
			if !c.has(f.name) {
				t.Errorf("%s has no property %s", c.ID, f.name)
			}
		}
	}
}

// TestWhatIsPutBackAsItWasChangesNothing puts every item of the seed back.
func TestWhatIsPutBackAsItWasChangesNothing(t *testing.T) {
	d := newDesk(t)
	for id := range writings {
		c := collection(id)
		step := map[string]int{"sources": 40, "places": 10, "meetings": 40, "commitments": 30, "claims": 100, "incidents": 30}[id]
		n := 0
		err := d.s.Items(t.Context(), d.v, c, Query{}, func(f Feature) error {
			if n++; step > 0 && n%step != 0 {
				return nil
			}
			again, err := d.s.Replace(t.Context(), d.v, c, f.ID, Write{Tags: []string{f.Tag()}, Body: body(t, d.read(f))})
			if err != nil {
				t.Errorf("%s %d: %v", id, f.ID, err)
			} else if again.Tag() != f.Tag() {
				t.Errorf("%s %d has another tag", id, f.ID)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := one[int](t, d.s, `select count(*) from item_history`); n != 0 {
		t.Errorf("%d changes are kept", n)
	}
}

// said prints values with spaces between them.
func said(values ...any) string { return strings.TrimSuffix(fmt.Sprintln(values...), "\n") }

// own leaves out of a feature what follows from the rest.
func own(id string, feature map[string]any) map[string]any {
	p := maps.Clone(propertiesOf(feature))
	maps.DeleteFunc(p, func(name string, _ any) bool { return !writings[id].writes(name) })
	out := maps.Clone(feature)
	out["properties"] = p
	return out
}
