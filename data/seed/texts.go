package seed

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The Spanish texts stand in files of their own beside the English facts: which
// column names the fact, and which say it in Spanish. Sentences stand there one
// for each; names only where they differ between the languages.
var spanishFiles = []struct{ file, key, columns string }{
	{"incident_texts_es.csv", "id", "summary_es"},
	{"incident_notes_es.csv", "id", "note_es"},
	{"confirmation_texts_es.csv", "row", "account_es"},
	{"decree_texts_es.csv", "seq", "scope_es precision_es districts_es route_code_es"},
	{"case_texts_es.csv", "case_id", "title_es"},
	{"instrument_texts_es.csv", "row", "effect_es"},
	{"actor_texts_es.csv", "id", "role_es note_es"},
	{"dialogue_texts_es.csv", "code", "commitment_es legal_instrument_es status_es boycott_or_withdrawal_es precision_note_es"},
	{"meeting_texts_es.csv", "id", "outcome_es"},
	{"commitment_texts_es.csv", "id", "commitment_es evidence_es"},
	{"place_names_es.csv", "place", "place_es"},
	{"space_names_es.csv", "space", "space_es"},
	{"party_names_es.csv", "name", "name_es"},
	{"source_names_es.csv", "name", "name_es"},
	{"due_names_es.csv", "due_date", "due_date_es"},
	{"km_names_es.csv", "km_reference", "km_reference_es"},
	{"point_names_es.csv", "name", "name_es"},
	{"phrases_es.csv", "text", "text_es"},
}

// A spanishText is one cell of those files.
type spanishText struct {
	text   string
	row    *row
	column string
	used   bool
}

// texts_es reads the Spanish texts.
func (l *loader) texts_es() error {
	for _, f := range spanishFiles {
		err := rows(l.files, f.file, func(r *row) {
			for _, column := range strings.Fields(f.columns) {
				key := f.file + "/" + column + "/" + r.need(f.key)
				if l.texts[key] != nil {
					r.fail(f.key, "%q stands there twice", r.text(f.key))
				}
				if text := r.text(column); text != "" {
					l.texts[key] = &spanishText{text: text, row: r, column: column}
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// unusedTexts stops at the Spanish of what no row says.
func (l *loader) unusedTexts() error {
	var unused []*spanishText
	for _, t := range l.texts {
		if !t.used {
			unused = append(unused, t)
		}
	}
	if len(unused) == 0 {
		return nil
	}
	first := slices.MinFunc(unused, func(a, b *spanishText) int {
		return strings.Compare(fmt.Sprintf("%s%06d%s", a.row.file, a.row.line, a.column), fmt.Sprintf("%s%06d%s", b.row.file, b.row.line, b.column))
	})
	return &rowError{first.row.file, first.row.line, first.column, "no row says this in English"}
}

// text_es finds a Spanish text; "" is none.
func (l *loader) text_es(file, column, key string) string {
	t := l.texts[file+"/"+column+"/"+key]
	if t == nil {
		return ""
	}
	t.used = true
	return t.text
}

// spanish returns the Spanish text of a sentence, which must exist; nil where
// the row says nothing.
func (l *loader) spanish(r *row, english, file, column, key string) any {
	if r.text(english) == "" {
		return nil
	}
	text := l.text_es(file, column, key)
	if text == "" {
		r.fail(english, "%s has no Spanish text for %s", file, key)
	}
	return text
}

// alike returns the Spanish of what is often the same in both languages; nil
// where the row says nothing.
func (l *loader) alike(r *row, english, file, column, key string) any {
	said := r.text(english)
	if es := l.text_es(file, column, key); es != "" && said != "" {
		return es
	}
	return orNil(said)
}

// placeES, spaceES and partyES return the Spanish name of a place, of a space of
// dialogue and of somebody who takes part.
func (l *loader) placeES(name string) any { return l.nameES("place_names_es.csv", "place_es", name) }
func (l *loader) spaceES(name string) any { return l.nameES("space_names_es.csv", "space_es", name) }
func (l *loader) partyES(name string) any { return l.nameES("party_names_es.csv", "name_es", name) }

// phrase returns the Spanish of a phrase that several rows share, which must exist; nil
// where the row says nothing. code is the same for what may be a code.
func (l *loader) phrase(r *row, column string) any {
	return l.spanish(r, column, "phrases_es.csv", "text_es", r.text(column))
}

func (l *loader) code(r *row, column string) any {
	return l.alike(r, column, "phrases_es.csv", "text_es", r.text(column))
}

// dueES returns the Spanish of a term that is more than a date; nil else.
func (l *loader) dueES(due string) any {
	return orNil(l.text_es("due_names_es.csv", "due_date_es", due))
}

func (l *loader) nameES(file, column, name string) any {
	if es := l.text_es(file, column, name); es != "" {
		return es
	}
	return orNil(name)
}

// partiesES returns a list of parties in Spanish, nil for none. It begins with a
// capital where the recorded one does, which may be a name that comes later now.
func (l *loader) partiesES(r *row, column string) any {
	names := r.list(column)
	for i, name := range names {
		names[i] = l.partyES(name).(string)
	}
	list := strings.Join(names, "; ")
	if first, size := utf8.DecodeRuneInString(r.text(column)); size > 0 && unicode.IsUpper(first) {
		first, size = utf8.DecodeRuneInString(list)
		list = string(unicode.ToUpper(first)) + list[size:]
	}
	return orNil(list)
}
