package releases

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
)

// Chosen is a part of a collection of a release: what a query chooses, cut out of the
// frozen file. The same part is the same bytes at any later time.
type Chosen struct {
	release    *Release
	held       Held
	collection data.Collection
	query      data.Query
	table      bool // CSV rather than GeoJSON
}

// Choose returns the part of a file, incidents.geojson or incidents.csv, that a query
// chooses. What a release cannot answer is a Problem.
func (r *Release) Choose(file string, query func(data.Collection) (data.Query, error)) (c Chosen, err error) {
	id, table := strings.CutSuffix(file, ".csv")
	if !table {
		var ok bool
		if id, ok = strings.CutSuffix(file, ".geojson"); !ok {
			return c, geo.Invalidf("filter", "Only GeoJSON and CSV are filtered; %s is given whole.", geo.Clip(file, 60))
		}
	}
	c = Chosen{release: r, table: table}
	if c.held, c.collection, err = r.Collection(id); err != nil {
		return c, err
	}
	if c.query, err = query(c.collection); err != nil {
		return c, err
	}
	nothing := func(func(data.Remembered, error) bool) {}
	return c, c.collection.Sift(c.query, nothing, nil)
}

// Tag tells parts apart: it follows from the frozen file and from what is asked.
func (c Chosen) Tag() (string, error) {
	f, err := c.release.File(itemsName(c.held.ID))
	if err != nil {
		return "", err
	}
	said, err := json.Marshal(Conditions(c.query))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Append(nil, f.SHA256, c.table, string(said)))
	return hex.EncodeToString(sum[:16]), nil
}

// A Condition is a parameter that chooses items, as an address has it.
type Condition struct{ Name, Value string }

// Conditions are those of a query in one order and one way of writing, so that equal
// queries are told the same.
func Conditions(q data.Query) []Condition {
	all := []Condition{}
	add := func(name, value string) {
		if value != "" {
			all = append(all, Condition{name, value})
		}
	}
	if q.BBox != nil {
		add("bbox", q.BBox.String())
		if q.BBoxSRID != 0 {
			add("bbox-crs", fmt.Sprintf("http://www.opengis.net/def/crs/EPSG/0/%d", q.BBoxSRID))
		}
	}
	if q.Span != nil {
		days := q.Span.String()
		if first, last, ok := strings.Cut(days, "/"); ok && first == last {
			days = first
		}
		add("datetime", days)
	}
	if q.Filter != nil {
		add("filter", cql2.ToText(q.Filter))
	}
	if q.FilterSRID != 0 && q.Filter != nil {
		add("filter-crs", fmt.Sprintf("http://www.opengis.net/def/crs/EPSG/0/%d", q.FilterSRID))
	}
	add("q", q.Text)
	for _, name := range slices.Sorted(maps.Keys(q.Equals)) {
		add(name, q.Equals[name])
	}
	return all
}

// Write writes the part.
func (c Chosen) Write(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriterSize(w, lineBytes)
	write := c.writeGeoJSON
	if c.table {
		write = c.writeTable
	}
	if err := write(ctx, out); err != nil {
		return err
	}
	return out.Flush()
}

// writeGeoJSON writes a FeatureCollection of the lines that are chosen. What it says of
// itself stands before them.
func (c Chosen) writeGeoJSON(ctx context.Context, out *bufio.Writer) error {
	head := struct {
		Type     string            `json:"type"`
		Name     string            `json:"name"`
		Release  string            `json:"release"`
		Revision int64             `json:"revision"`
		License  string            `json:"license"`
		Asked    map[string]string `json:"asked"`
	}{"FeatureCollection", c.held.ID, c.release.Version, c.release.Revision, c.release.LicenseURL, map[string]string{}}
	for _, one := range Conditions(c.query) {
		head.Asked[one.Name] = one.Value
	}
	told, err := json.Marshal(head)
	if err != nil {
		return err
	}
	out.Write(told[:len(told)-1]) // the object goes on
	out.WriteString(`,"features":[`)
	n := 0
	err = c.each(ctx, func(_ int, item data.Remembered) error {
		if n++; n > 1 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		_, err := out.Write(item.Line)
		return err
	})
	fmt.Fprintf(out, "\n],\"numberReturned\":%d}\n", n)
	return err
}

// writeTable writes the head and the chosen records of the frozen CSV.
func (c Chosen) writeTable(ctx context.Context, out *bufio.Writer) error {
	f, err := c.release.openNamed(tableName(c.held.ID))
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, lineBytes)
	record, err := nextRecord(in, nil)
	if err != nil {
		return err
	}
	out.Write(record)
	next := 0
	return c.each(ctx, func(place int, _ data.Remembered) error {
		for ; next <= place; next++ {
			if record, err = nextRecord(in, record[:0]); err != nil {
				return fmt.Errorf("%s: %w", f.Name(), err)
			}
		}
		_, err := out.Write(record)
		return err
	})
}

// nextRecord reads a record of CSV after b, its line end included: line ends within
// quotes are the record's own.
func nextRecord(in *bufio.Reader, b []byte) ([]byte, error) {
	quoted := false
	for {
		part, err := in.ReadSlice('\n')
		for _, c := range part {
			if c == '"' {
				quoted = !quoted
			}
		}
		b = append(b, part...)
		if err == bufio.ErrBufferFull || err == nil && quoted {
			continue
		}
		return b, err
	}
}

// each calls yield for the items that are chosen, until ctx ends.
func (c Chosen) each(ctx context.Context, yield func(place int, item data.Remembered) error) error {
	return c.collection.Sift(c.query, until(ctx, c.release.remembered(c.held.ID)), yield)
}

// until are items until ctx ends, which is then the error.
func until(ctx context.Context, items iter.Seq2[data.Remembered, error]) iter.Seq2[data.Remembered, error] {
	return func(yield func(data.Remembered, error) bool) {
		for item, err := range items {
			if err == nil {
				err = ctx.Err()
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

// Lister tells the ids of what a query chooses of a collection. Others may wait for its
// answer: that the first of them has left does not end it.
func (r *Release) Lister(ctx context.Context) data.Lister {
	return func(of data.Collection, q data.Query) (ids []int64, err error) {
		err = r.Items(context.WithoutCancel(ctx), of.ID, q, func(f data.Feature) error {
			ids = append(ids, f.ID)
			return nil
		})
		return ids, err
	}
}

// Items calls yield for the items of a collection that a query chooses, in order of id,
// until ctx ends.
func (r *Release) Items(ctx context.Context, collection string, q data.Query, yield func(data.Feature) error) error {
	_, c, err := r.Collection(collection)
	if err != nil {
		return err
	}
	take := func(_ int, item data.Remembered) error { return yield(item.Feature) }
	if held := r.heldOf(collection); held != nil {
		return held.Sift(q, take)
	}
	return c.Sift(q, until(ctx, r.remembered(collection)), take)
}

// Name is what the data are called, in Spanish or English.
func Name(spanish bool) string {
	if spanish {
		return title
	}
	return titleEN
}
