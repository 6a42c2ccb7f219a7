package seed

import (
	"strconv"
	"strings"
)

// caseID turns the ombudsman's DP1237 into 1237.
func caseID(code string) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimPrefix(code, "DP"), 10, 64)
	return n, err == nil && strings.HasPrefix(code, "DP")
}

// caseIDs reads the cell case_id, several cases separated by semicolons.
func (l *loader) caseIDs(r *row) []int64 {
	column := "case_id"
	if _, ok := r.cells["case_ids"]; ok {
		column = "case_ids"
	}
	var out []int64
	for _, code := range r.list(column) {
		n, ok := caseID(code)
		if !ok || l.ids["case/"+code] == 0 {
			r.fail(column, "there is no case %q", code)
		}
		out = append(out, n)
	}
	return out
}

// cases reads the ombudsman's cases and their states month by month.
func (l *loader) cases() error {
	t := l.table("ombudsman_case", "id code title title_es department kind first_reported last_reported source")
	err := rows(l.files, "cases.csv", func(r *row) {
		code := r.need("case_id")
		id, ok := caseID(code)
		if !ok {
			r.fail("case_id", "%q is not of the form DP1237", code)
		}
		l.ids["case/"+code] = id
		t.add(id, code, r.need("title"), l.spanish(r, "title", "case_texts_es.csv", "title_es", code), r.need("department"), r.need("type"), r.day("first_reported"), r.day("last_reported"),
			l.sourceOf(r.need("source"))[0])
	})
	if err != nil {
		return err
	}
	months := l.table("case_month", "id case_id month state dialogue edition")
	return rows(l.files, "case_months.csv", func(r *row) {
		id := l.caseIDs(r)
		if r.days("month") == nil || len(id) != 1 || len(r.text("month")) != 7 {
			r.fail("month", "%q is not a month written YYYY-MM", r.text("month"))
			return
		}
		var dialogue any
		if r.text("dialogue") != "" {
			dialogue = r.yes("dialogue")
		}
		months.add(months.next(), id[0], r.text("month")+"-01", r.oneOf("state", "active", "latent", "resolved", "inactive"),
			dialogue, r.whole("report_edition"))
	})
}
