package imports

import "testing"

func TestOddTextsAndRowsAlikeGoInAsTheyAre(t *testing.T) {
	b := seeded(t)
	// A row without a code twice: the second is numbered. A code with a backslash in
	// it twice: the second is refused, and told by its code.
	text := "code,kind,start,place,place_precision,summary_es,actors,source_name,duplicate_ok,deaths\n" +
		`T\1,march,2031-01-01,,unknown,"a ""b"" \ \n` + "\n\tñ\"" + `,"A\B; Ñ","El \ Diario",yes,7` + "\n" +
		"T\\1,march,2031-02-01,,unknown,x,,,yes,\n" +
		",strike,2031-03-01,,unknown,one,,El \\ Diario,yes,\n,strike,2031-03-01,,unknown,two,,,yes,\n"
	r, rejected := b.bring("incidents", "odd.csv", text)
	b.counts(r, 3, 0, 0, 0, 1)
	if rows := rejected.rows(t); len(rows) != 1 || rows[0]["rejected_reason"] != `The code T\1 stands in line 2 already.` {
		t.Errorf("rejected: %v", rows)
	}
	got := one[string](b, `
		select concat_ws('|', starts, ends is null, period, summary_es, status, time_precision, area, summary_es_translated, deaths_best, deaths_low is null,
			(select string_agg(name, ';' order by ord) from incident_actor where incident = i.id),
			(select string_agg(s.name, ';') from incident_source x join source s on s.id = x.source where x.incident = i.id))
		from incident i where code = 'T\1'`)
	if want := "2031-01-01|t|[2031-01-01,2031-01-02)|a \"b\" \\ \\n\n\tñ|unverified|day|corridor|f|7|t|A\\B;Ñ|El \\ Diario"; got != want {
		t.Errorf("it is\n%q\nnot\n%q", got, want)
	}
	if n := one[int](b, `select count(distinct code) from incident where starts = '2031-03-01' and code like 'IMP-%'`); n != 2 {
		t.Errorf("rows alike have %d codes", n)
	}
	if n := one[int](b, `select count(*) from source where name = 'El \ Diario'`); n != 1 {
		t.Errorf("one source stands there %d times", n)
	}
	if one[bool](b, `select exists (select from incident i left join incident_words w on w.incident = i.id where w.search is distinct from incident_search(i))`) {
		t.Error("the folded words differ from those the database makes")
	}
	r, _ = b.bring("incidents", "odd.csv", text)
	b.counts(r, 0, 0, 3, 0, 1)
}

func TestOfWhatIsHeldAndRefusedNothingIsWritten(t *testing.T) {
	b := seeded(t)
	r, _ := b.bring("incidents", "a.csv", "code,kind,start,lon,lat,summary,actors,source_name,cases\n"+
		"K1,march,2031-01-01,-72.3,-14.1,one,Kept,Kept paper,\nK2,march,2031-01-01,-72.3,-14.11,two,Held,Held paper,\nK3,march,,-72.3,-14.1,three,Refused,Refused paper,\n")
	b.counts(r, 1, 0, 0, 1, 1)
	if got := one[string](b, `select string_agg(name, ' ' order by name) from (select name from incident_actor union select name from source) n
		where name ~ '^(Kept|Held|Refused)'`); got != "Kept Kept paper" {
		t.Errorf("there stand %s", got)
	}
	if len(r.Issues) != 2 || len(r.Issues[0].Like) != 1 || r.Issues[0].Like[0].Code != "K1" || r.Issues[0].Like[0].Line != 2 {
		t.Errorf("issues: %+v", r.Issues)
	}
}
