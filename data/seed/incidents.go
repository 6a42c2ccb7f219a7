package seed

import (
	"fmt"
	"strconv"
	"strings"

	"corredor/geo"
)

func (l *loader) kinds() error {
	t := l.table("incident_kind", "id code category label_es label_en")
	return rows(l.files, "incident_kinds.csv", func(r *row) {
		l.ids["kind/"+geo.Fold(r.need("kind"))] = t.next()
		t.add(t.next(), r.text("kind"), r.oneOf("category", "closures", "violence", "state_action", "dialogue", "other"),
			r.need("label_es"), r.need("label_en"))
	})
}

func (l *loader) actors() error {
	t := l.table("actor", "id code name name_es kind role role_es district province department geom precision note note_es source")
	return rows(l.files, "actors.csv", func(r *row) {
		id := number(r, "id", "ACT")
		name := r.need("name")
		var source any
		if found := l.sourceOf(r.text("source_url")); len(found) > 0 {
			source = found[0]
		}
		// "Fuerabamba (Nueva Fuerabamba)" is known by both names.
		short, more, _ := strings.Cut(name, " (")
		for _, known := range []string{name, short, strings.TrimSuffix(more, ")")} {
			if known != "" {
				l.ids["actor/"+geo.Fold(known)] = id
			}
		}
		precision := r.opt("geo_precision")
		point := r.point("lon", "lat")
		es := func(english, column string) any {
			return l.spanish(r, english, "actor_texts_es.csv", column, r.text("id"))
		}
		t.add(id, r.text("id"), name, l.partyES(name), r.need("type"), r.opt("role"), es("role", "role_es"),
			r.opt("district"), r.opt("province"), r.opt("department"), point, precision,
			r.opt("precision_note"), es("precision_note", "note_es"), source)
	})
}

// number reads an id such as INC026 as 26.
func number(r *row, column, prefix string) int64 {
	code := r.need(column)
	n, err := strconv.ParseInt(strings.TrimPrefix(code, prefix), 10, 64)
	if err != nil || !strings.HasPrefix(code, prefix) {
		r.fail(column, "%q is not of the form %s026", code, prefix)
	}
	return n
}

// A toll gathers what sources say of a number of people.
type toll struct{ low, best, high any }

// add widens the toll by one source's words; the first source gives the best
// figure where it gives one number.
func (t *toll) add(low, high any) {
	if low == nil {
		return
	}
	if t.low == nil || low.(int) < t.low.(int) {
		t.low = low
	}
	if t.best == nil && (high == nil || high == low) {
		t.best = low
	}
	if high == nil {
		high = low
	}
	if t.high == nil || high.(int) > t.high.(int) {
		t.high = high
	}
}

// tolls are those of one incident.
type tolls struct{ deaths, injured toll }

// count adds what a claim says of people to the tolls of its incident.
func (l *loader) count(incident int64, field string, low, high any) {
	t := l.tolls[incident]
	if t == nil {
		t = &tolls{}
		l.tolls[incident] = t
	}
	switch field {
	case "deaths":
		t.deaths.add(low, high)
	case "injured":
		t.injured.add(low, high)
	}
}

// incidents reads the incidents. Their tolls and status are completed by the
// claims of other sources, which are read after them.
func (l *loader) incidents() error {
	t := l.table("incident", `id code kind status starts ends time_precision place place_es gazetteer district province department area geom
		place_precision basis basis_es km_stated km_reference km_reference_es injured_stated summary_en summary_es note note_es
		deaths_low deaths_best deaths_high injured_low injured_best injured_high`)
	sources := l.table("incident_source", "incident source ord")
	actors := l.table("incident_actor", "incident ord name name_es actor")
	cases := l.table("incident_case", "incident case_id")
	l.table("claim", "id incident field value value_es low high starts ends source ord note_es note_en")
	return rows(l.files, "incidents.csv", func(r *row) {
		id := number(r, "id", "INC")
		if id != t.next() {
			r.fail("id", "%s is out of order", r.text("id"))
			return
		}
		kind := r.need("kind")
		if l.ids["kind/"+geo.Fold(kind)] == 0 {
			r.fail("kind", "incident_kinds.csv does not know %q", kind)
		}
		var gazetteer any
		if known := l.ids["place/"+geo.Fold(r.text("place"))]; known != 0 && r.text("place") != "" {
			gazetteer = known
		}
		source := l.source(r.need("source_name"), r.text("source_url"), r.day("source_date"))
		sources.add(id, source, 1)
		for i, name := range r.list("actors") {
			var actor any
			if known := l.ids["actor/"+geo.Fold(name)]; known != 0 {
				actor = known
			}
			actors.add(id, i+1, name, l.partyES(name), actor)
		}
		for _, c := range l.caseIDs(r) {
			cases.add(id, c)
		}
		if r.day("date_start") == nil {
			r.fail("date_start", "is empty")
		}
		l.claims(r, id, 1, source)
		t.add(id, r.text("id"), kind, "unverified", r.day("date_start"), r.day("date_end"), r.oneOf("time_precision", "day", "week", "month"),
			r.opt("place"), l.placeES(r.text("place")), gazetteer, r.opt("district"), r.opt("province"), r.opt("department"), r.need("area"),
			r.point("lon", "lat"), r.oneOf("geo_precision", precisions...), r.opt("coord_basis"), l.phrase(r, "coord_basis"), r.opt("km"), r.opt("km_reference"),
			l.nameES("km_names_es.csv", "km_reference_es", r.text("km_reference")),
			r.opt("injured"), r.need("summary"), l.spanish(r, "summary", "incident_texts_es.csv", "summary_es", r.text("id")),
			r.opt("precision_note"), l.spanish(r, "precision_note", "incident_notes_es.csv", "note_es", r.text("id")),
			nil, nil, nil, nil, nil, nil)
	})
}

// claims adds what one row of a source says: dates, place and casualties.
func (l *loader) claims(r *row, incident int64, ord int, source int64) {
	t := l.tables["claim"]
	add := func(field, value string, low, high, from, to any) {
		var es any
		if field == "place" { // where Spanish readers name it otherwise
			es = orNil(l.text_es("place_names_es.csv", "place_es", value))
		}
		if value != "" {
			t.add(t.next(), incident, field, value, es, low, high, from, to, source, ord, nil, nil)
		}
	}
	from, to := r.day("date_start"), r.day("date_end")
	period := r.text("date_start")
	if end := r.text("date_end"); end != "" && end != period {
		period += "/" + end
	}
	add("period", period, nil, nil, from, to)
	add("place", r.text("place"), nil, nil, nil, nil)
	for _, field := range []string{"deaths", "injured"} {
		low, high := people(r.text(field))
		add(field, r.text(field), low, high, nil, nil)
		l.count(incident, field, low, high)
	}
}

// confirmations reads what second sources say: claims beside the first's.
func (l *loader) confirmations() error {
	t := l.tables["claim"]
	ords := map[int64]int{}
	n := 0
	return rows(l.files, "incident_confirmations.csv", func(r *row) {
		n++
		incident := l.incident(r)
		source := l.sourceOf(r.need("source"))[0]
		ords[incident]++
		ord := ords[incident] + 1
		l.claims(r, incident, ord, source)
		t.add(t.next(), incident, "account", r.need("what_this_source_says"),
			l.spanish(r, "what_this_source_says", "confirmation_texts_es.csv", "account_es", strconv.Itoa(n)), nil, nil, nil, nil, source, ord, nil, nil)
		l.second(incident, source, ord)
	})
}

// extraClaims reads further claims that the first row only mentions in a note.
// They are the last: the tolls stand with them.
func (l *loader) extraClaims() error {
	t := l.tables["claim"]
	err := rows(l.files, "extra_claims.csv", func(r *row) {
		incident := l.incident(r)
		source := l.source(r.need("source_name"), r.text("source_url"), nil)
		field := r.oneOf("field", "period", "place", "deaths", "injured", "account")
		low, high := r.whole("low"), r.whole("high")
		t.add(t.next(), incident, field, r.need("value"), nil, low, high, r.day("start"), r.day("end"),
			source, 10, r.opt("note_es"), r.opt("note_en"))
		l.count(incident, field, low, high)
		l.second(incident, source, 10)
	})
	if err != nil {
		return err
	}
	incidents := l.tables["incident"]
	for id, t := range l.tolls {
		for what, n := range map[string]toll{"deaths": t.deaths, "injured": t.injured} {
			*incidents.cell(id, what+"_low") = n.low
			*incidents.cell(id, what+"_best") = n.best
			*incidents.cell(id, what+"_high") = n.high
		}
	}
	return nil
}

func (l *loader) incident(r *row) int64 {
	id := number(r, "incident_id", "INC")
	if id < 1 || id > int64(len(l.tables["incident"].rows)) {
		r.fail("incident_id", "there is no incident %s", r.text("incident_id"))
		return 1
	}
	return id
}

// second notes a further source of an incident, which corroborates it.
func (l *loader) second(incident, source int64, ord int) {
	key := fmt.Sprintf("second/%d/%d", incident, source)
	if l.ids[key] == 0 {
		l.ids[key] = 1
		l.tables["incident_source"].add(incident, source, ord)
	}
	*l.tables["incident"].cell(incident, "status") = "corroborated"
}
