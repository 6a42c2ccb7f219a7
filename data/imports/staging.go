package imports

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A column is one of the staging table, named as that of the table that it is
// for.
type column struct {
	name, sql string
	of        []int // the properties it follows from: it is changed where a file states one of them
	write     func(*line, *incident)
	otherwise string // what a new incident has where nobody says, as in a single write
	// differs tells that r and t, the staged row and the incident, disagree; derived
	// columns have none.
	differs string
}

func said(at int) func(*line, *incident) {
	return func(l *line, i *incident) { l.text(i.value[at]) }
}

func plain(name, sql string, at int) column {
	return column{name: name, sql: sql, of: []int{at}, write: said(at), differs: fmt.Sprintf("r.%[1]s is distinct from t.%[1]s", name)}
}

func coded(name, sql string, at int) column {
	c := plain(name, "text", at)
	c.differs = fmt.Sprintf("r.%[1]s::%[2]s is distinct from t.%[1]s", name, sql)
	return c
}

func (c column) or(value string) column {
	c.otherwise = value
	return c
}

const pointType = "geometry(Point, 4326)"

var located = []int{iLon, iLat, iGeometry}

func derived(name, sql string, write func(*line, *incident)) column {
	return column{name: name, sql: sql, of: append([]int{iPrecision}, located...), write: write}
}

// incidentColumns are the columns of table incident that an import writes.
var incidentColumns = []column{
	{name: "code", sql: "text", write: said(iCode)},
	plain("kind", "text", iKind),
	plain("closure_mode", "text", iMode),
	plain("status", "text", iStatus).or(string(geo.Unverified)),
	{name: "starts", sql: "date", of: []int{iStart, iPeriod}, write: said(iStart), differs: "r.starts is distinct from t.starts"},
	{name: "ends", sql: "date", of: []int{iEnd, iPeriod}, write: said(iEnd), differs: "r.ends is distinct from t.ends"},
	coded("time_precision", "time_precision", iTime).or(string(geo.ToTheDay)),
	plain("place", "text", iPlace),
	plain("place_es", "text", iPlaceES),
	{name: "gazetteer", sql: "bigint", of: append([]int{iPlace}, located...), write: func(l *line, i *incident) {
		if i.gazetteer == 0 {
			l.null()
		} else {
			l.whole(i.gazetteer)
		}
	}},
	plain("district", "text", iDistrict),
	plain("province", "text", iProvince),
	plain("department", "text", iRegion),
	plain("area", "text", iArea).or("corridor"),
	{name: "geom", sql: pointType, of: located, write: func(l *line, i *incident) {
		if !i.hasPoint {
			l.null()
			return
		}
		l.next()
		l.b = hexPoint(l.b, i.point)
	}, differs: "((r.geom is null) <> (t.geom is null) or not ST_DWithin(r.geom, t.geom, 0.000001))"},
	// A file that says where without saying how exactly leaves what is known of that.
	{name: "place_precision", sql: "text", of: append([]int{iPrecision}, located...), write: said(iPrecision)},
	plain("basis", "text", iBasis),
	plain("km_stated", "text", iKmStated),
	plain("km_reference", "text", iKmOf),
	plain("km_reference_es", "text", iKmOfES),
	derived("route", "bigint", ifMeasured(func(l *line, m measure) { l.whole(-1) })),
	derived("measure_m", "float8", ifMeasured(func(l *line, m measure) { l.float(m.m) })),
	derived("scale", "bigint", ifCounted(func(l *line, m measure) { l.whole(-1) })),
	derived("km", "float8", ifCounted(func(l *line, m measure) { l.float(m.km) })),
	derived("km_uncertainty_m", "float8", ifCounted(func(l *line, m measure) { l.float(m.doubt) })),
	derived("km_extrapolated", "bool", ifCounted(func(l *line, m measure) { l.flag(m.extra) })),
	plain("deaths_low", "int", iDeathsLow),
	plain("deaths_best", "int", iDeaths),
	plain("deaths_high", "int", iDeathsTop),
	plain("injured_low", "int", iHurtLow),
	plain("injured_best", "int", iHurt),
	plain("injured_high", "int", iHurtTop),
	plain("injured_stated", "text", iHurtText),
	plain("summary_es", "text", iES),
	plain("summary_en", "text", iEN),
	plain("summary_es_translated", "bool", iTold).or("false"),
	plain("note", "text", iNote),
	plain("note_es", "text", iNoteES),
}

func ifMeasured(write func(*line, measure)) func(*line, *incident) {
	return func(l *line, i *incident) {
		if i.measured {
			write(l, i.measure)
		} else {
			l.null()
		}
	}
}

func ifCounted(write func(*line, measure)) func(*line, *incident) {
	return func(l *line, i *incident) {
		if i.measured && i.measure.hasKm {
			write(l, i.measure)
		} else {
			l.null()
		}
	}
}

// createStaging makes the table of the rows that are not simply new, and the
// statement that copies them to it.
func (j *job) createStaging() (copySQL string, err error) {
	columns := []string{"row bigint", "line bigint", "verdict text", "col text", "reason text", "target bigint", "actors text[]", "sources text", "cases bigint[]"}
	names := []string{}
	for _, c := range incidentColumns {
		columns = append(columns, c.name+" "+c.sql)
	}
	for _, c := range columns {
		name, _, _ := strings.Cut(c, " ")
		names = append(names, name)
	}
	_, err = j.batch.Tx.Exec(j.ctx, "create temp table import_row ("+strings.Join(columns, ", ")+") on commit drop")
	return "copy import_row (" + strings.Join(names, ", ") + ") from stdin", err
}

// refused writes a row that stays out as COPY takes it.
func (l *line) refused(r *readRow, f *fault) {
	l.clear()
	l.whole(r.number)
	l.whole(r.line)
	l.text(string(Refused))
	l.text(f.column)
	l.text(f.reason)
	for range 4 + len(incidentColumns) {
		l.null()
	}
	l.end()
}

// known writes a row about an incident that stands there.
func (l *line) known(r *readRow, target int64, ids *lookup) {
	i := &r.incident
	l.clear()
	l.whole(r.number)
	l.whole(r.line)
	l.null()
	l.null()
	l.null()
	l.whole(target)
	l.list(len(i.actors), func(k int) string { return i.actors[k] })
	l.text(i.addresses())
	l.list(len(i.cases), func(k int) string { return fmt.Sprint(i.cases[k]) })
	for _, c := range incidentColumns {
		l.column(c, i, ids)
	}
	l.end()
}

func (l *line) column(c column, i *incident, ids *lookup) {
	switch {
	case c.name == "route" && i.measured:
		l.whole(ids.route)
	case c.name == "scale" && i.measured && i.measure.hasKm:
		l.whole(ids.scaleID)
	default:
		c.write(l, i)
	}
}

// addresses are the sources in the one text that exports write them in.
func (i *incident) addresses() string {
	switch len(i.sources) {
	case 0:
		return ""
	case 1:
		return i.sources[0].address()
	}
	all := make([]string, len(i.sources))
	for k, s := range i.sources {
		all[k] = s.address()
	}
	return strings.Join(all, " ")
}

func (d document) address() string {
	if d.url != "" {
		return d.url
	}
	return d.name
}

// copyIn copies what write is given to the database, while it is being read.
func (j *job) copyIn(sql string, write func(io.Writer) error) error {
	return copyTo(j.ctx, j.batch.Tx, sql, write)
}

func copyTo(ctx context.Context, tx pgx.Tx, sql string, write func(io.Writer) error) error {
	from, to := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := tx.Conn().PgConn().CopyFrom(ctx, from, sql)
		from.CloseWithError(err)
		done <- err
	}()
	gathered := bufio.NewWriterSize(to, 1<<17)
	err := write(gathered)
	if err == nil {
		err = gathered.Flush()
	}
	to.CloseWithError(err)
	copied := <-done
	if err != nil {
		return err
	}
	return copied
}
