package data

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"corredor/geo"
	"corredor/geo/cql2"
)

// TestEveryExpressionIsAnswered asks the database, and memory where it can, each
// of the expressions about incidents that the tests of the language are made of.
func TestEveryExpressionIsAnswered(t *testing.T) {
	s := seeded(t)
	c := mustFind(t, "incidents")
	m, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	placed := one[[]int64](t, s, `select array_agg(id) from incident where geom is not null`)
	asked, some, inMemory := 0, 0, 0
	for _, text := range expressionsAboutIncidents(t) {
		e, err := cql2.ParseText(text)
		if err != nil {
			t.Fatal(text, err)
		}
		ids, err := s.IDs(t.Context(), geo.Anyone, c, Query{Filter: e})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		asked++
		if len(ids) > 0 {
			some++
		}
		f, ok := m.FilterBy("incidents", e)
		if !ok {
			continue
		}
		inMemory++
		ids = slices.DeleteFunc(ids, func(id int64) bool { return !slices.Contains(placed, id) })
		if got := f.IDs(); fmt.Sprint(got) != fmt.Sprint(ids) {
			t.Errorf("%s: memory finds %d, the database %d", text, len(got), len(ids))
		}
	}
	if asked < 120 || some < asked/2 || inMemory < asked/3 {
		t.Errorf("%d expressions, of which %d find something and memory answers %d", asked, some, inMemory)
	}
}

// expressionsAboutIncidents reads the first line of each block of the language's
// testdata, but for spelling.txt, which is about no collection.
func expressionsAboutIncidents(t *testing.T) (texts []string) {
	t.Helper()
	files, err := filepath.Glob("../geo/cql2/testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Base(file) == "spelling.txt" {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for block := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n\n") {
			text, _, _ := strings.Cut(block, "\n")
			texts = append(texts, text)
		}
	}
	return texts
}
