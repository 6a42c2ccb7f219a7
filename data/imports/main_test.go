package imports

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"corredor/data"
	"corredor/data/datatest"
	"corredor/data/datatest/seedtest"
	"corredor/geo"
)

func TestMain(m *testing.M) { datatest.Main(m) }

// A bench is a store on a fresh copy of the seeded database, and a connection to
// look at it.
type bench struct {
	testing.TB
	store *data.Store
	conn  *pgx.Conn
}

func seeded(t testing.TB) *bench {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	url := seedtest.URL(t)
	s, err := data.Open(t.Context(), url, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return &bench{t, s, conn}
}

// sheet is what a rejected file is written to.
type sheet struct{ bytes.Buffer }

func (*sheet) Close() error { return nil }

// rows reads what was rejected, by column.
func (s *sheet) rows(t testing.TB) (out []map[string]string) {
	t.Helper()
	table := csv.NewReader(bytes.NewReader(s.Bytes()))
	table.Comma = separatorOf(s.Bytes())
	all, err := table.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for k := 1; k < len(all); k++ {
		row := map[string]string{}
		for c, name := range all[0] {
			row[name] = all[k][c]
		}
		out = append(out, row)
	}
	return out
}

// bring imports a text and commits.
func (b *bench) bring(collection, name, text string, more ...func(*Request)) (Report, *sheet) {
	b.Helper()
	r, rejected, err := b.try(collection, name, text, more...)
	if err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	return r, rejected
}

func (b *bench) try(collection, name, text string, more ...func(*Request)) (Report, *sheet, error) {
	b.Helper()
	rejected := &sheet{}
	req := Request{Collection: collection, Name: name, Reader: strings.NewReader(text), Commit: true,
		Rejected: func() (io.WriteCloser, error) { return rejected, nil }}
	for _, m := range more {
		m(&req)
	}
	r, err := Run(b.Context(), b.store, geo.Operator, req, nil)
	return r, rejected, err
}

// counts checks what became of the rows.
func (b *bench) counts(r Report, accepted, changed, duplicate, held, refused int64) {
	b.Helper()
	got := [5]int64{r.Accepted, r.Changed, r.Duplicate, r.Held, r.Refused}
	if want := [5]int64{accepted, changed, duplicate, held, refused}; got != want {
		b.Errorf("accepted, changed, duplicate, held, refused are %v, want %v; issues: %+v", got, want, r.Issues)
	}
}

func one[T any](b *bench, sql string, args ...any) (v T) {
	b.Helper()
	if err := b.conn.QueryRow(b.Context(), sql, args...).Scan(&v); err != nil {
		b.Fatalf("%s: %v", sql, err)
	}
	return v
}

// fingerprint sums up the contents of every table of facts.
func (b *bench) fingerprint() string {
	return one[string](b, `
		select md5(string_agg(x::text, '' order by table_name))
		from information_schema.tables,
		lateral (select query_to_xml(format('select md5(string_agg(r::text, '''' order by r::text)), count(*) from %I r', table_name),
			true, true, '') as x) q
		where table_schema = 'public' and table_type = 'BASE TABLE'
		  and table_name not in ('spatial_ref_sys', 'goose_db_version', 'import_file', 'audit', 'revision')`)
}

func (b *bench) find(id string) data.Collection {
	b.Helper()
	c, ok := data.FindCollection(id)
	if !ok {
		b.Fatalf("no collection %s", id)
	}
	return c
}

func (b *bench) items(c data.Collection) (all []data.Feature) {
	b.Helper()
	err := b.store.Items(b.Context(), geo.Operator, c, data.Query{}, func(f data.Feature) error {
		all = append(all, data.Feature{ID: f.ID, Geometry: bytes.Clone(f.Geometry), Properties: bytes.Clone(f.Properties)})
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return all
}

func (b *bench) create(c data.Collection, text string) (data.Feature, error) {
	return b.store.Create(b.Context(), geo.Operator, c, data.Write{Body: []byte(text)})
}
