package seed

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed *.csv geo/*.geojson
var shipped embed.FS

// Load writes the shipped facts in tx. The tables must be empty.
func Load(ctx context.Context, tx pgx.Tx, log *slog.Logger) error {
	return load(ctx, tx, shipped, log)
}

// Check reads the shipped facts and says what is wrong with them; it writes
// nothing.
func Check() error { return newLoader(shipped).read() }

func load(ctx context.Context, tx pgx.Tx, files fs.FS, log *slog.Logger) error {
	l := newLoader(files)
	if err := l.read(); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if _, err := tx.Exec(ctx, `select log_many(null)`); err != nil {
		return fmt.Errorf("seed: log the change: %w", err)
	}
	for _, t := range l.order {
		if err := l.write(ctx, tx, t); err != nil {
			return fmt.Errorf("seed: table %s: %w", t.name, err)
		}
		log.Info("seeded", "table", t.name, "rows", len(t.rows))
	}
	for _, step := range derive {
		if _, err := tx.Exec(ctx, step.sql); err != nil {
			return fmt.Errorf("seed: %s: %w", step.what, err)
		}
	}
	return nil
}

// derive holds what follows from the facts once they stand in their tables.
var derive = []struct{ what, sql string }{
	{"draw the routes", `select derive_routes()`},
	{"place the kilometres", `select derive_graduations()`},
	{"say where the zones come from", `select set_config('corredor.how', 'seed', true)`},
	{"derive the zones", `select derive_zone(id) from zone order by id`},
	{"measure the incidents", `select derive_incident_measures()`},
	{"find twin towns", `select derive_twins()`},
	{"advance the numbering", `
		do $$
		declare
			t text;
		begin
			for t in select table_name from information_schema.columns
				where table_schema = current_schema and column_name = 'id' and is_identity = 'YES'
			loop
				execute format('select setval(pg_get_serial_sequence(%L, ''id''), coalesce(max(id), 0) + 1, false) from %I', t, t);
			end loop;
		end $$`},
	{"count for the planner", `analyze`},
}

// A table gathers rows until they are written; every row has the same columns.
type table struct {
	name    string
	columns []string
	rows    [][]any
}

type loader struct {
	files   fs.FS
	order   []*table
	tables  map[string]*table
	sources map[string]int64
	ids     map[string]int64 // "table/code" -> id, for references between files
	units   map[string][]unit
	texts   map[string]*spanishText // "file/column/key"
	acts    map[string]act          // by number of row in decrees.csv
	tolls   map[int64]*tolls        // by incident
}

func newLoader(files fs.FS) *loader {
	return &loader{files: files, tables: map[string]*table{}, sources: map[string]int64{}, ids: map[string]int64{},
		units: map[string][]unit{}, texts: map[string]*spanishText{}, acts: map[string]act{}, tolls: map[int64]*tolls{}}
}

// read goes through the files in an order in which every reference points back.
func (l *loader) read() error {
	// The order of the tables is the order in which they are written.
	l.table("source", "id name name_es url published edition")
	for _, step := range []func() error{
		l.texts_es, l.land, l.adminUnits, l.places, l.routes, l.kilometres,
		l.decrees, l.zones, l.cases, l.instruments,
		l.kinds, l.actors, l.incidents, l.confirmations, l.extraClaims,
		l.dialogue, l.meetings, l.commitments, l.unusedTexts,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// table declares a table and its columns, given as words.
func (l *loader) table(name, columns string) *table {
	t := &table{name: name, columns: strings.Fields(columns)}
	l.order = append(l.order, t)
	l.tables[name] = t
	return t
}

func (t *table) add(values ...any) int64 {
	t.rows = append(t.rows, values)
	return int64(len(t.rows))
}

// cell returns a value of a row that stands already, counted from 1, for what later
// files add to it.
func (t *table) cell(row int64, column string) *any {
	return &t.rows[row-1][slices.Index(t.columns, column)]
}

// next is the id of the row that will be added next, for tables numbered by
// their order in the file.
func (t *table) next() int64 { return int64(len(t.rows)) + 1 }

// write sends the rows as text parameters of one statement a row, batched, so
// that the database itself reads geometries, ranges and enumerations.
func (l *loader) write(ctx context.Context, tx pgx.Tx, t *table) error {
	places := make([]string, len(t.columns))
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	insert := fmt.Sprintf("insert into %s (%s) values (%s)",
		pgx.Identifier{t.name}.Sanitize(), strings.Join(t.columns, ", "), strings.Join(places, ", "))
	batch := &pgx.Batch{}
	for _, values := range t.rows {
		batch.Queue(insert, values...)
	}
	return tx.SendBatch(ctx, batch).Close()
}
