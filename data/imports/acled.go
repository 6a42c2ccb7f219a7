package imports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"corredor/geo"
)

// ACLED has a row for each place and day. Rows of one kind, place and first actor
// on days that follow each other are one incident, so that a closure of 25 days is
// one and not 25. docs/imports.md tells how its types become our kinds. Its terms
// let a person use rows, not pass them on.

// isACLED knows an export by its columns.
func isACLED(names []string) bool {
	return hasAll(names, "event_id_cnty", "event_date", "event_type", "sub_event_type")
}

// isUCDP knows an export of UCDP GED by its columns.
func isUCDP(names []string) bool {
	return hasAll(names, "type_of_violence", "date_start", "date_end", "where_prec")
}

func hasAll(names []string, want ...string) bool {
	for _, w := range want {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, w) }) {
			return false
		}
	}
	return true
}

// mostGrouped is how many rows can be grouped in memory.
const mostGrouped = 2_000_000

// groupedReader hands out incidents that were made of rows.
type groupedReader struct {
	from   *csvReader
	names  []string
	events []event
	n      int
}

// An event is a row of ACLED or UCDP in our words.
type event struct {
	line       int64
	code, kind string
	start, end geo.Day
	time       geo.TimePrecision
	place      string
	admin      [3]string // department, province, district
	lon, lat   string
	precision  geo.PlacePrecision
	deaths     [3]int64 // low, best, high
	actors     []string
	sources    []string
	note       string
	days       int
	broken     string
}

var groupedNames = []string{"code", "kind", "start", "end", "time_precision", "place", "department", "province", "district", "lon", "lat",
	"place_precision", "deaths_low", "deaths_best", "deaths_high", "actors", "source_name", "summary_en", "note"}

func (g *groupedReader) next(row *Row) error {
	if g.n == len(g.events) {
		return io.EOF
	}
	e := g.events[g.n]
	g.n++
	*row = Row{Number: int64(g.n), Line: e.line, Names: groupedNames, Broken: e.broken}
	note := ""
	if e.days > 1 {
		note = fmt.Sprintf("%d daily rows of the export, grouped.", e.days)
	}
	row.Values = []string{e.code, e.kind, e.start.String(), e.end.String(), string(e.time), e.place, e.admin[0], e.admin[1], e.admin[2], e.lon, e.lat,
		string(e.precision), fmt.Sprint(e.deaths[0]), fmt.Sprint(e.deaths[1]), fmt.Sprint(e.deaths[2]), strings.Join(e.actors, "; "),
		strings.Join(e.sources, "; "), e.note, note}
	return nil
}

func (g *groupedReader) close() error { return g.from.close() }

// cells finds the values of a row by the export's names of columns.
func cells(row *Row) func(string) string {
	return func(name string) string {
		for k, n := range row.Names {
			if strings.EqualFold(n, name) {
				return strings.Clone(strings.TrimSpace(row.Values[k]))
			}
		}
		return ""
	}
}

// readAll reads the rows of an export.
func (g *groupedReader) readAll(event func(func(string) string, *event)) error {
	var row Row
	for {
		err := g.from.next(&row)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if len(g.events) == mostGrouped {
			return broken(g.from.name, row.Line, "", "The export has more than %s rows; divide it by years.", number(mostGrouped))
		}
		e := newEvent(row.Line)
		if row.Broken != "" {
			e.broken = row.Broken
		} else {
			event(cells(&row), &e)
		}
		g.events = append(g.events, e)
	}
}

func newEvent(line int64) event { return event{line: line, days: 1} }

func (e *event) day(text, column string) geo.Day {
	d, ok := dayOf(text)
	if !ok && e.broken == "" {
		e.broken = fmt.Sprintf("%s is no day: %q.", column, geo.Clip(text, 40))
	}
	return d
}

func (e *event) count(text, column string) int64 {
	n, ok := wholeOf(text)
	if (!ok || n < 0) && e.broken == "" {
		e.broken = fmt.Sprintf("%s is no number of people: %q.", column, geo.Clip(text, 40))
	}
	return n
}

func newACLED(c *csvReader) (reader, error) {
	g := &groupedReader{from: c}
	err := g.readAll(func(cell func(string) string, e *event) {
		e.code = "ACLED-" + cell("event_id_cnty")
		e.kind = acledKind(cell("event_type"), cell("sub_event_type"), cell("tags"), cell("notes"))
		e.start = e.day(cell("event_date"), "event_date")
		e.end = e.start
		e.time = map[string]geo.TimePrecision{"2": geo.ToTheWeek, "3": geo.ToTheMonth}[cell("time_precision")]
		if e.time == "" {
			e.time = geo.ToTheDay
		}
		e.place = cell("location")
		e.admin = [3]string{cell("admin1"), cell("admin2"), cell("admin3")}
		e.lon, e.lat = cell("longitude"), cell("latitude")
		// Its 1 is a town or the part of one, its 2 the surroundings of one.
		e.precision = map[string]geo.PlacePrecision{"1": geo.Community, "2": geo.InDistrict, "3": geo.InProvince}[cell("geo_precision")]
		dead := e.count(cell("fatalities"), "fatalities")
		e.deaths = [3]int64{dead, dead, dead}
		for _, name := range []string{"actor1", "actor2", "assoc_actor_1", "assoc_actor_2"} {
			for _, a := range listOf(cell(name)) {
				if !slices.Contains(e.actors, a) {
					e.actors = append(e.actors, a)
				}
			}
		}
		e.sources = listOf(cell("source"))
		e.note = cell("notes")
	})
	if err != nil {
		c.close()
		return nil, err
	}
	g.group()
	g.names = groupedNames
	return g, nil
}

// acledKind is the kind for a sub-event type; what notes say of a road makes a
// blockade of a protest.
func acledKind(event, sub, tags, notes string) string {
	told := geo.Fold(sub + " " + tags + " " + notes)
	closes := false
	for _, word := range []string{"roadblock", "road block", "blockade", "blocked", "barricade", "bloqueo", "bloque"} {
		closes = closes || strings.Contains(told, geo.Fold(word))
	}
	switch geo.Fold(sub) {
	case geo.Fold("Peaceful protest"), geo.Fold("Protest with intervention"):
		switch {
		case closes:
			return "blockade"
		case strings.Contains(told, "strike") || strings.Contains(told, "paro "):
			return "strike"
		}
		return "rally"
	case geo.Fold("Violent demonstration"):
		if closes {
			return "blockade"
		}
		return "riot"
	case geo.Fold("Excessive force against protesters"), geo.Fold("Armed clash"):
		return "clash"
	case geo.Fold("Mob violence"):
		return "riot"
	case geo.Fold("Attack"), geo.Fold("Remote explosive/landmine/IED"), geo.Fold("Grenade"):
		return "attack_on_installation"
	case geo.Fold("Looting/property destruction"):
		return "attack_on_installation"
	case geo.Fold("Abduction/forced disappearance"):
		return "retention_of_workers"
	case geo.Fold("Arrests"):
		return "detention"
	case geo.Fold("Agreement"):
		return "agreement"
	}
	switch geo.Fold(event) {
	case "protests":
		return "rally"
	case "riots":
		return "riot"
	case "batles":
		return "clash"
	}
	return "other"
}

// group joins rows of one kind, place and first actor whose days follow each other.
func (g *groupedReader) group() {
	key := func(e *event) string {
		actor := ""
		if len(e.actors) > 0 {
			actor = e.actors[0]
		}
		return strings.Join([]string{e.kind, geo.Fold(e.place), geo.Fold(e.admin[2]), geo.Fold(e.admin[1]), geo.Fold(actor)}, "\n")
	}
	last := map[string]int{}
	slices.SortStableFunc(g.events, func(a, b event) int { return int(a.start - b.start) })
	var out []event
	for _, e := range g.events {
		k := key(&e)
		at, there := last[k]
		if e.broken != "" || !there || e.start > out[at].end+1 || e.time != geo.ToTheDay || out[at].time != geo.ToTheDay {
			out = append(out, e)
			if e.broken == "" {
				last[k] = len(out) - 1
			}
			continue
		}
		o := &out[at]
		o.end = max(o.end, e.end)
		o.days++
		for n := range o.deaths {
			o.deaths[n] += e.deaths[n]
		}
		for _, a := range e.actors {
			if !slices.Contains(o.actors, a) {
				o.actors = append(o.actors, a)
			}
		}
		for _, s := range e.sources {
			if !slices.Contains(o.sources, s) {
				o.sources = append(o.sources, s)
			}
		}
		if len(o.note)+len(e.note) < longText/2 && !strings.Contains(o.note, e.note) {
			o.note += "\n" + e.note
		}
	}
	slices.SortStableFunc(out, func(a, b event) int { return int(a.line - b.line) })
	g.events = out
}

// newUCDP reads an export of UCDP GED: each row is one event with its days.
func newUCDP(c *csvReader) (reader, error) {
	g := &groupedReader{from: c, names: groupedNames}
	err := g.readAll(func(cell func(string) string, e *event) {
		e.code = "UCDP-" + cell("id")
		e.kind = map[string]string{"1": "clash", "2": "clash", "3": "attempted_attack"}[cell("type_of_violence")]
		if e.kind == "attempted_attack" {
			e.kind = "death" // one side alone used force, and people died
		}
		if e.kind == "" {
			e.broken = "type_of_violence is none of 1, 2 and 3."
		}
		e.start, e.end = e.day(cell("date_start"), "date_start"), e.day(cell("date_end"), "date_end")
		switch cell("date_prec") {
		case "1", "2":
			e.time = geo.ToTheDay
		case "3":
			e.time = geo.ToTheWeek
		default:
			e.time = geo.ToTheMonth
		}
		switch cell("where_prec") {
		case "1":
			e.precision = geo.Exact
		case "2":
			e.precision = geo.Community
		case "3":
			e.precision = geo.InProvince // the unit of the second order
		default:
			e.precision = geo.InProvince
		}
		e.place = cell("where_coordinates")
		e.admin = [3]string{trimUnit(cell("adm_1")), trimUnit(cell("adm_2")), ""}
		e.lon, e.lat = cell("longitude"), cell("latitude")
		e.deaths = [3]int64{e.count(cell("low"), "low"), e.count(cell("best"), "best"), e.count(cell("high"), "high")}
		for _, name := range []string{"side_a", "side_b"} {
			if a := cell(name); a != "" && a != "Civilians" {
				e.actors = append(e.actors, a)
			}
		}
		e.sources = []string{"UCDP Georeferenced Event Dataset"}
		if office := cell("source_office"); office != "" {
			e.sources = append(e.sources, listOf(office)...)
		}
		e.note = cell("source_headline")
		if e.note == "" {
			e.note = cell("dyad_name")
		}
		if where := cell("where_description"); where != "" {
			e.note = strings.TrimSpace(e.note + "\n" + where)
		}
	})
	if err != nil {
		c.close()
		return nil, err
	}
	return g, nil
}

// trimUnit takes the word for its kind off the name of a unit.
func trimUnit(s string) string {
	for _, word := range []string{" department", " province", " district", " region"} {
		s = strings.TrimSuffix(s, word)
	}
	return s
}
