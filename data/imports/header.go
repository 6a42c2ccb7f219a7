package imports

import (
	"slices"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// A name is a property with all that headers call it.
type name struct {
	property string
	also     string // further headers, separated by commas
	hxl      string // tags, separated by spaces
}

// A header says which property each column of a file is.
type header struct {
	known   map[string]string // folded name -> property
	tags    []tag
	columns []Column
	ignored []string
	seen    map[string]bool
	last    []string // the names resolved last, and what they are
	lastIs  []string
}

type tag struct {
	word       string
	attributes []string
	property   string
}

// newHeader knows the properties of a collection that can be written under their names,
// their titles in Spanish and English and what else they are called.
func newHeader(c data.Collection, more []name) *header {
	h := &header{known: map[string]string{}, seen: map[string]bool{}}
	for _, p := range c.Properties {
		if p.Writable {
			h.know(p.Name, p.Name)
		}
	}
	for _, n := range more {
		h.know(n.property, n.property)
		for _, also := range strings.Split(n.also, ",") {
			h.know(also, n.property)
		}
		for _, t := range strings.Fields(n.hxl) {
			word, attributes := splitTag(t)
			h.tags = append(h.tags, tag{word, attributes, n.property})
		}
	}
	// Titles come last: two properties may share one, and then it is the first's.
	for _, p := range c.Properties {
		if h.known[geo.Fold(p.Name)] == p.Name {
			h.know(p.TitleES, p.Name)
			h.know(p.TitleEN, p.Name)
		}
	}
	return h
}

func (h *header) know(called, property string) {
	if key := geo.Fold(called); key != "" && h.known[key] == "" {
		h.known[key] = property
	}
}

func splitTag(t string) (word string, attributes []string) {
	parts := strings.Split(strings.ToLower(strings.ReplaceAll(t, " ", "")), "+")
	return parts[0], parts[1:]
}

// resolve returns the property of each name, "" for what is not known. The same
// names are resolved once.
func (h *header) resolve(names, tags []string) []string {
	if slices.Equal(names, h.last) {
		return h.lastIs
	}
	is := make([]string, len(names))
	taken := map[string]bool{}
	// Names say more than tags: where both an id and a code are tagged as the id
	// of an event, the column that is called code is it.
	for i, n := range names {
		if p := h.known[geo.Fold(n)]; p != "" && !taken[p] && !strings.HasPrefix(n, "#") {
			is[i], taken[p] = p, true
		}
	}
	for i, n := range names {
		t := n // a line of names may have tags in it
		if i < len(tags) {
			t = tags[i]
		}
		if is[i] == "" && strings.HasPrefix(t, "#") {
			if p := h.tagged(t); p != "" && !taken[p] {
				is[i], taken[p] = p, true
			}
		}
		h.note(n, is[i])
	}
	h.last, h.lastIs = slices.Clone(names), is
	return is
}

// note keeps what a column was understood as, for the report.
func (h *header) note(n, p string) {
	if h.seen[n] || n == "" || slices.Contains(rejectedColumns, n) || len(h.seen) > mostColumns {
		return
	}
	n = strings.Clone(n)
	h.seen[n] = true
	if p == "" {
		h.ignored = append(h.ignored, n)
	} else {
		h.columns = append(h.columns, Column{n, p})
	}
}

// tagged finds the property whose tag says most of what the column's says.
func (h *header) tagged(column string) string {
	word, attributes := splitTag(column)
	best, most := "", -1
	for _, t := range h.tags {
		if t.word != word || len(t.attributes) <= most {
			continue
		}
		all := true
		for _, a := range t.attributes {
			all = all && slices.Contains(attributes, a)
		}
		if all {
			best, most = t.property, len(t.attributes)
		}
	}
	return best
}
