package releases

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"corredor/data"
	"corredor/data/exports"
)

// change is an item that is otherwise than in the release before.
type change struct {
	collection string
	id         int64
	what       string   // added, changed, withdrawn
	title      string   // in Spanish, or in English where there is none; of what was withdrawn nothing
	fields     []string // that changed, by name
}

const (
	added     = "added"
	changed   = "changed"
	withdrawn = "withdrawn"
)

// mostTold is how many changes of a collection the text tells one by one; the table has
// all of them.
const mostTold = 200

// compare finds what is otherwise than in the release before, and writes it as a table.
// Both have their items in order of id, so that they are read once, side by side.
func (m *maker) compare() error {
	var all [][]any
	for i := range m.manifest.Collections {
		h := &m.manifest.Collections[i]
		if err := m.compareWith(m.before, h, func(c change) {
			switch c.what {
			case added:
				h.Added++
			case changed:
				h.Changed++
			case withdrawn:
				h.Withdrawn++
			}
			if m.before != nil { // of a first release all would be new
				all = append(all, []any{c.collection, c.id, c.what, c.title, strings.Join(c.fields, "; ")})
			}
		}); err != nil {
			return fmt.Errorf("compare %s: %w", h.ID, err)
		}
	}
	m.changes = all
	return nil
}

func (m *maker) compareWith(before *Release, h *Held, tell func(change)) error {
	now, stopNow := iter.Pull2(features(written(m.dir, h.ID)))
	defer stopNow()
	var none iter.Seq2[data.Remembered, error] = func(func(data.Remembered, error) bool) {}
	old := none
	if before != nil {
		if _, err := before.File(itemsName(h.ID)); err == nil { // else the collection is new
			old = features(before.items(h.ID))
		}
	}
	then, stopThen := iter.Pull2(old)
	defer stopThen()
	a, err, more := then()
	b, errNow, moreNow := now()
	for more || moreNow {
		if err := errors.Join(err, errNow); err != nil {
			return err
		}
		switch {
		case !moreNow || more && a.ID < b.ID:
			tell(change{h.ID, a.ID, withdrawn, "", nil})
			a, err, more = then()
		case !more || b.ID < a.ID:
			tell(change{h.ID, b.ID, added, titleOf(b), nil})
			b, errNow, moreNow = now()
		default:
			if !bytes.Equal(a.Line, b.Line) {
				fields, err := differing(a, b)
				if err != nil {
					return err
				}
				tell(change{h.ID, b.ID, changed, titleOf(b), fields})
			}
			a, err, more = then()
			b, errNow, moreNow = now()
		}
	}
	return errors.Join(err, errNow)
}

// differing names the properties that two versions of an item do not share.
func differing(a, b data.Remembered) ([]string, error) {
	var was, is map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(a.Properties, &was), json.Unmarshal(b.Properties, &is)); err != nil {
		return nil, err
	}
	var fields []string
	for name, value := range is {
		if !bytes.Equal(value, was[name]) {
			fields = append(fields, name)
		}
	}
	for name := range was {
		if _, still := is[name]; !still {
			fields = append(fields, name)
		}
	}
	slices.Sort(fields)
	if !bytes.Equal(a.Geometry, b.Geometry) {
		fields = append(fields, "geometry")
	}
	return fields, nil
}

// titles are the properties by which people know an item, the best first.
var titles = []string{"title_es", "name_es", "label_es", "decree_title_es", "place_es", "commitment_es", "title", "name", "number", "code", "place", "decree_number", "month", "value"}

// titleOf is what an item is called: its code, where it has one, and what says most.
func titleOf(item data.Remembered) string {
	var told map[string]any
	if json.Unmarshal(item.Properties, &told) != nil {
		return strconv.FormatInt(item.ID, 10)
	}
	code, _ := told["code"].(string)
	for _, name := range titles {
		if text, _ := told[name].(string); text != "" && text != code {
			if code != "" {
				text = code + ", " + text
			}
			return text
		}
	}
	if code != "" {
		return code
	}
	return strconv.FormatInt(item.ID, 10)
}

// writeChanges writes what compare found, as a table and as a text.
func (m *maker) writeChanges() error {
	head := []string{"collection", "id", "change", "title", "properties"}
	if err := m.file(changesName, func(w io.Writer) error { return exports.WriteTable(w, head, m.changes) }); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Cambios · Changes: %s\n\n", m.manifest.Version)
	if m.before == nil {
		b.WriteString("Es la primera versión: no hay otra con la cual compararla.\n\n*This is the first release: there is none to compare it with.*\n")
	} else {
		fmt.Fprintf(&b, "Desde %s. *Since %s.*\n\n", m.before.Version, m.before.Version)
	}
	b.WriteString("\n| colección · collection | filas · rows | nuevas · added | cambiadas · changed | retiradas · withdrawn |\n|---|--:|--:|--:|--:|\n")
	for _, h := range m.manifest.Collections {
		fmt.Fprintf(&b, "| %s · %s | %d | %d | %d | %d |\n", h.TitleES, h.TitleEN, h.Items, h.Added, h.Changed, h.Withdrawn)
	}
	if m.before == nil {
		return m.text(changesText, b.String())
	}
	told := map[any]int{}
	words := map[any]string{added: "nueva · added", changed: "cambiada · changed", withdrawn: "retirada · withdrawn"}
	for _, c := range m.changes {
		told[c[0]]++
		switch n := told[c[0]]; {
		case n == 1:
			fmt.Fprintf(&b, "\n## %s\n\n", c[0])
		case n == mostTold+1:
			fmt.Fprintf(&b, "- … el resto está en %s · the rest is in %s\n", changesName, changesName)
		}
		if told[c[0]] > mostTold {
			continue
		}
		fmt.Fprintf(&b, "- %d, %s", c[1], words[c[2]])
		if c[3] != "" {
			fmt.Fprintf(&b, ": %s", markdown(fmt.Sprint(c[3])))
		}
		if c[4] != "" {
			fmt.Fprintf(&b, " (%s)", c[4])
		}
		b.WriteByte('\n')
	}
	return m.text(changesText, b.String())
}
