package seed

import "corredor/geo"

// dialogue reads the tables, accords and truces: the groups that
// dialogue_tables.csv makes, with the particulars that dialogue.csv knows of
// some, and which names of spaces belong to which group.
func (l *loader) dialogue() error {
	known := map[string]*row{}
	if err := rows(l.files, "dialogue.csv", func(r *row) { known[r.need("id")] = r }); err != nil {
		return err
	}
	t := l.table("dialogue_table", `id code kind name_es name_en started started_stated legal_basis legal_basis_es
		parties parties_es place place_es area agreed_en agreed_es responsible responsible_es due_stated due_es status status_es
		follow_up withdrawal withdrawal_es note note_es source`)
	cases := l.table("table_case", "dialogue_table case_id")
	err := rows(l.files, "dialogue_tables.csv", func(r *row) {
		id := t.next()
		code := r.need("code")
		l.ids["dialogue_table/"+geo.Fold(code)] = id
		values := []any{id, code, r.need("kind"), r.need("name_es"), r.need("name_en")}
		if d := known[code]; d != nil {
			values = append(values, l.particulars(d, code)...)
			r.err = firstError(r.err, d.err)
			delete(known, code)
		} else {
			values = append(values, make([]any, 23)...)
		}
		t.add(values...)
		for _, c := range l.caseIDs(r) {
			cases.add(id, c)
		}
	})
	if err != nil {
		return err
	}
	for code, r := range known {
		return &rowError{r.file, r.line, "id", "dialogue_tables.csv has no row " + code}
	}
	err = rows(l.files, "dialogue_spaces.csv", func(r *row) {
		l.ids["space/"+r.need("space")], _ = l.reference(r, "dialogue_table", "table_code").(int64)
	})
	if err != nil {
		return err
	}
	return rows(l.files, "dialogue_exceptions.csv", func(r *row) {
		l.ids["exception/"+r.need("id")], _ = l.reference(r, "dialogue_table", "table_code").(int64)
	})
}

// particulars are what dialogue.csv knows of a table.
func (l *loader) particulars(d *row, code string) []any {
	const file = "dialogue_texts_es.csv"
	es := func(column string) any { return l.spanish(d, column, file, column+"_es", code) }
	return []any{
		d.days("date"), d.opt("date"), d.opt("legal_instrument"), l.alike(d, "legal_instrument", file, "legal_instrument_es", code),
		d.opt("parties"), l.partiesES(d, "parties"), d.opt("place"), l.placeES(d.text("place")), d.opt("area"),
		d.opt("commitment"), es("commitment"), d.opt("responsible_party"), l.partiesES(d, "responsible_party"),
		d.opt("due_date"), l.dueES(d.text("due_date")), d.opt("status"), es("status"),
		d.opt("followup_dates"), d.opt("boycott_or_withdrawal"), es("boycott_or_withdrawal"),
		d.opt("precision_note"), es("precision_note"), l.tableSource(d),
	}
}

func (l *loader) tableSource(r *row) any {
	url := r.text("source_url")
	if !webAddress.MatchString(url) {
		url = ""
	}
	return l.source(r.need("source_name"), url, nil)
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// tableOf returns the dialogue table of a meeting or commitment: the one its
// row names, the one dialogue_exceptions.csv gives it, else the group its space
// belongs to.
func (l *loader) tableOf(r *row) any {
	if r.text("dialogue_id") != "" {
		return l.reference(r, "dialogue_table", "dialogue_id")
	}
	if id := l.ids["exception/"+r.need("id")]; id != 0 {
		return id
	}
	if id := l.ids["space/"+r.need("table_or_space")]; id != 0 {
		return id
	}
	r.fail("table_or_space", "dialogue_spaces.csv does not know %q", r.text("table_or_space"))
	return nil
}

func (l *loader) meetings() error {
	t := l.table("meeting", `id code held held_stated space space_es dialogue_table place place_es kind
		parties parties_es outcome outcome_es next_stated source`)
	cases := l.table("meeting_case", "meeting case_id")
	return rows(l.files, "meetings.csv", func(r *row) {
		id := number(r, "id", "MTG")
		if r.days("date") == nil {
			r.fail("date", "%q is no day, month or year", r.text("date"))
		}
		t.add(id, r.text("id"), r.days("date"), r.text("date"), r.need("table_or_space"), l.spaceES(r.text("table_or_space")), l.tableOf(r),
			r.opt("place"), l.placeES(r.text("place")), r.need("kind"), r.need("parties"), l.partiesES(r, "parties"),
			r.need("outcome"), l.spanish(r, "outcome", "meeting_texts_es.csv", "outcome_es", r.text("id")),
			r.opt("next_date"), l.sourceOf(r.need("source"))[0])
		for _, c := range l.caseIDs(r) {
			cases.add(id, c)
		}
	})
}

func (l *loader) commitments() error {
	t := l.table("commitment", `id code agreed agreed_stated space space_es dialogue_table commitment commitment_es
		responsible responsible_es beneficiary beneficiary_es due due_stated due_es source`)
	status := l.table("commitment_status", "id commitment status reported reported_stated evidence evidence_es source")
	cases := l.table("commitment_case", "commitment case_id")
	return rows(l.files, "commitments.csv", func(r *row) {
		id := number(r, "id", "CMT")
		source := l.sourceOf(r.need("source"))[0]
		es := func(column string) any {
			return l.spanish(r, column, "commitment_texts_es.csv", column+"_es", r.text("id"))
		}
		t.add(id, r.text("id"), r.days("date_agreed"), r.opt("date_agreed"), r.need("table_or_space"), l.spaceES(r.text("table_or_space")),
			l.tableOf(r), r.need("commitment"), es("commitment"), r.opt("responsible_party"), l.partiesES(r, "responsible_party"),
			r.opt("beneficiary"), l.partiesES(r, "beneficiary"), r.days("due_date"), r.opt("due_date"),
			l.dueES(r.text("due_date")), source)
		status.add(status.next(), id,
			r.oneOf("status_reported", "pending", "in_progress", "met", "unmet", "disputed", "lapsed", "unknown"),
			r.days("status_date"), r.opt("status_date"), r.opt("evidence"), es("evidence"), source)
		for _, c := range l.caseIDs(r) {
			cases.add(id, c)
		}
	})
}
