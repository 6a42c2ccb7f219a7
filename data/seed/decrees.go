package seed

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"corredor/geo"
)

// An act is a row of decrees.csv as zones need it again.
type act struct {
	decree           int64
	kind             string
	starts, ends     any
	days             any
	wordsES, wordsEN string
	rights, evidence string
	rightsES         any
	noteES, noteEN   any // what the row says of its own exactness
}

// decrees reads the acts. Two rows that are articles of one decree, "DS
// 056-2019-PCM (art. on …)", make one decree.
func (l *loader) decrees() error {
	t := l.table("decree", "id number title_es title_en kind published effective words_es words_en evidence note note_es")
	read := l.table("decree_source", "decree source of")
	seen := map[string]bool{}
	return rows(l.files, "decrees.csv", func(r *row) {
		seq := r.need("seq")
		number, _, _ := strings.Cut(r.text("decree_number"), " (")
		a := act{
			kind:    r.oneOf("type", "declare", "extend", "lift", "road_reclassification", "right_of_way"),
			starts:  r.day("start_date"),
			ends:    r.day("end_date"),
			days:    r.whole("duration_days"),
			wordsES: l.spanish(r, "territorial_scope", "decree_texts_es.csv", "scope_es", seq).(string),
			wordsEN: r.need("territorial_scope"),
			rights:  r.text("rights_suspended"), rightsES: l.phrase(r, "rights_suspended"),
			evidence: r.need("evidence"),
			noteES:   l.spanish(r, "precision", "decree_texts_es.csv", "precision_es", seq),
			noteEN:   r.opt("precision"),
		}
		id, again := l.ids["decree/"+number]
		if again && number != "" {
			for column, more := range map[string]any{"words_es": a.wordsES, "words_en": a.wordsEN, "note": note(r), "note_es": l.noteES(r, seq)} {
				words := t.cell(id, column)
				*words = joined(*words, more)
			}
		} else {
			id = t.next()
			l.ids["decree/"+number] = id
			titleES, titleEN := title(number, a, r.day("publication_date"))
			t.add(id, orNil(number), titleES, titleEN, a.kind, r.day("publication_date"), a.starts,
				a.wordsES, a.wordsEN, a.evidence, note(r), l.noteES(r, seq))
		}
		a.decree = id
		l.acts[seq] = a
		for _, c := range []struct{ column, of string }{{"source_url", "act"}, {"number_source", "number"}} {
			for _, source := range l.sourceOf(r.text(c.column)) {
				if key := fmt.Sprint(id, source, c.of); !seen[key] {
					seen[key] = true
					read.add(id, source, c.of)
				}
			}
		}
	})
}

// joined puts two texts after one another; nil is none.
func joined(a, b any) any {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	return a.(string) + "; " + b.(string)
}

// remark puts what an act says of its own exactness after a sentence on how its
// zone is drawn.
func remark(sentence, more any) any {
	if sentence == nil || more == nil {
		return cmp.Or(sentence, more)
	}
	return sentence.(string) + " (" + more.(string) + ")"
}

// note gathers what a row says of its own exactness.
func note(r *row) any {
	var said []string
	for _, column := range []string{"precision", "districts", "route_code"} {
		if v := r.text(column); v != "" && column == "precision" {
			said = append(said, v)
		} else if v != "" {
			said = append(said, strings.ReplaceAll(column, "_", " ")+": "+v)
		}
	}
	return orNil(strings.Join(said, ". "))
}

// noteES is the same in Spanish.
func (l *loader) noteES(r *row, seq string) any {
	const file = "decree_texts_es.csv"
	var said []string
	if v, ok := l.spanish(r, "precision", file, "precision_es", seq).(string); ok {
		said = append(said, v)
	}
	for _, c := range []struct{ column, title string }{{"districts", "distritos"}, {"route_code", "vía"}} {
		if v, ok := l.alike(r, c.column, file, c.column+"_es", seq).(string); ok {
			said = append(said, c.title+": "+v)
		}
	}
	return orNil(strings.Join(said, ". "))
}

var monthES = [...]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"}

// title names a decree, also where no source gives its number.
func title(number string, a act, published any) (es, en string) {
	if number != "" {
		return number, number
	}
	day, ok := published.(time.Time)
	if !ok {
		day, ok = a.starts.(time.Time)
	}
	es, en = "Decreto de número desconocido", "Decree, number not known"
	if a.kind == "lift" {
		es, en = "Levantamiento, decreto de número desconocido", "Lifting, decree number not known"
	}
	if ok {
		es += fmt.Sprintf(" (%d %s %d)", day.Day(), monthES[day.Month()-1], day.Year())
		en += day.Format(" (2 Jan 2006)")
	}
	return es, en
}

// zones reads the parts of the decrees: their definitions. Polygons follow in
// the database.
func (l *loader) zones() error {
	t := l.table("zone", `id decree part effect extends form route scale km_from km_to left_m right_m buffer_stated
		starts days ends term_inferred lifted_by lifted_on rights rights_note rights_note_es words_es words_en note_es note_en evidence`)
	units := l.table("zone_unit", "zone level name unit")
	return rows(l.files, "zones.csv", func(r *row) {
		seq := r.need("seq")
		a, ok := l.acts[seq]
		if !ok {
			r.fail("seq", "decrees.csv has no row %s", seq)
			return
		}
		id := t.next()
		l.ids["zone/"+seq] = id
		l.ids["zone/"+seq+"."+r.need("part")] = id
		ends := a.ends
		if day := r.day("end"); day != nil {
			ends = day
		}
		if a.starts == nil || ends == nil {
			r.fail("end", "the zone has no first or no last day")
		}
		var extends, liftedBy, liftedOn any
		if other := r.text("extends"); other != "" {
			extends = l.ids["zone/"+other]
			if extends == int64(0) {
				r.fail("extends", "there is no earlier zone %s", other)
			}
		}
		if other := r.text("lifted_by"); other != "" {
			lift := l.acts[other]
			if lift.kind != "lift" {
				r.fail("lifted_by", "row %s of decrees.csv is no lifting", other)
			}
			liftedBy, liftedOn = lift.decree, lift.starts
		}
		var route, scale any
		if r.text("route") != "" {
			route = l.reference(r, "route", "route")
		}
		if r.text("scale") != "" {
			scale = l.reference(r, "scale", "scale")
		}
		rights := strings.Fields(r.text("rights"))
		for _, right := range rights {
			if !geo.Right(right).Valid() {
				r.fail("rights", "%q is no right that an emergency suspends", right)
			}
		}
		t.add(id, a.decree, r.whole("part"), a.kind, extends, r.need("form"), route, scale, r.number("km_from"), r.number("km_to"),
			r.number("left_m"), r.number("right_m"), r.text("buffer_stated") != "no", a.starts, a.days, ends, r.yes("term_inferred"),
			liftedBy, liftedOn, "{"+strings.Join(rights, ",")+"}", orNil(a.rights), a.rightsES, a.wordsES, a.wordsEN,
			remark(r.opt("note_es"), a.noteES), remark(r.opt("note_en"), a.noteEN), a.evidence)
		for _, name := range r.list("units") {
			level := r.oneOf("units_level", "department", "province", "district")
			units.add(id, level, name, l.unit(level, name))
		}
	})
}

// instruments reads the other legal acts.
func (l *loader) instruments() error {
	t := l.table("legal_instrument", "id issued term_end kind place place_es effect effect_es source")
	cases := l.table("instrument_case", "instrument case_id")
	return rows(l.files, "instruments.csv", func(r *row) {
		id := t.next()
		t.add(id, r.day("date"), r.day("term_end"), r.need("instrument_kind"), r.opt("place"), l.placeES(r.text("place")),
			r.need("effect"), l.spanish(r, "effect", "instrument_texts_es.csv", "effect_es", fmt.Sprint(id)), l.sourceOf(r.need("source"))[0])
		for _, c := range l.caseIDs(r) {
			cases.add(id, c)
		}
	})
}
