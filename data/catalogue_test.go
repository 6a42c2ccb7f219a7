package data

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"

	"corredor/geo"
	"corredor/geo/cql2"
)

// sqlTypes are what the database may call a value of a type.
var sqlTypes = map[cql2.Type][]uint32{
	cql2.Unknowable:  {pgtype.JSONOID},
	cql2.TextType:    {pgtype.TextOID},
	cql2.NumberType:  {pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.Float8OID},
	cql2.BooleanType: {pgtype.BoolOID},
	cql2.DateType:    {pgtype.DateOID},
	cql2.TextsType:   {pgtype.TextArrayOID},
	cql2.NumbersType: {pgtype.Int2ArrayOID, pgtype.Int4ArrayOID, pgtype.Int8ArrayOID},
}

func TestEveryQueryHasTheColumnsOfItsPropertiesAndNoOthers(t *testing.T) {
	s := seeded(t)
	for _, c := range Collections() {
		rows, err := s.pool.Query(t.Context(), c.query+"\nlimit 0")
		if err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		got := map[string]uint32{}
		for _, d := range rows.FieldDescriptions() {
			if _, twice := got[d.Name]; twice {
				t.Errorf("%s: two columns %s", c.ID, d.Name)
			}
			got[d.Name] = d.DataTypeOID
		}
		rows.Close()
		expect := func(name string, is cql2.Type, whole bool) {
			oid, there := got[name]
			switch {
			case !there:
				t.Errorf("%s: no column %s", c.ID, name)
			case !slices.Contains(sqlTypes[is], oid):
				t.Errorf("%s: the column %s has type %d", c.ID, name, oid)
			case is == cql2.NumberType && whole != (oid != pgtype.Float8OID):
				t.Errorf("%s: %s is whole: %v, but its column has type %d", c.ID, name, whole, oid)
			}
			delete(got, name)
		}
		for _, p := range c.Properties {
			if p.Name != "period" {
				expect(p.Name, p.Type, p.Whole)
			}
			if p.As != p.Type {
				expect("q_"+p.Name, p.As, false)
			}
		}
		for name, oid := range map[string]uint32{"id": pgtype.Int8OID, "during": pgtype.DaterangeOID, "search": pgtype.TSVectorOID, "geom": 0} {
			if is, there := got[name]; !there || oid != 0 && is != oid {
				t.Errorf("%s: the column %s is missing or has type %d", c.ID, name, is)
			}
			delete(got, name)
		}
		if c.Layer == "incidents" {
			for name, oid := range map[string]uint32{"stands": pgtype.TIDOID, "route_no": pgtype.Int8OID, "scale_no": pgtype.Int8OID} {
				if got[name] != oid {
					t.Errorf("%s: %s has type %d", c.ID, name, got[name])
				}
				delete(got, name)
			}
		}
		if len(got) > 0 {
			t.Errorf("%s: columns that no property names: %v", c.ID, got)
		}
	}
}

func TestEveryValueIsWhatTheCatalogueSays(t *testing.T) {
	s := seeded(t)
	filled := map[string]bool{}
	for _, c := range Collections() {
		err := s.Items(t.Context(), geo.Anyone, c, Query{}, func(f Feature) error {
			d := json.NewDecoder(bytes.NewReader(f.Properties))
			if _, err := d.Token(); err != nil {
				return err
			}
			// In the order of the list, each once.
			for _, p := range c.Properties {
				name, err := d.Token()
				if err != nil || name != p.Name {
					t.Fatalf("%s %d: %v where %s was expected (%v)", c.ID, f.ID, name, p.Name, err)
				}
				var v any
				if err := d.Decode(&v); err != nil {
					return err
				}
				if v != nil {
					filled[c.ID+" "+p.Name] = true
					if !fits(p, v) {
						t.Errorf("%s %d: %s is %v", c.ID, f.ID, p.Name, v)
					}
				}
			}
			if d.More() {
				t.Errorf("%s %d has more properties than the catalogue", c.ID, f.ID)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(filled) < 200 {
		t.Errorf("only %d properties are ever filled", len(filled))
	}
}

// fits reports whether a value from JSON is of the property's type and, where it
// is a code, one of its codes.
func fits(p Property, v any) bool {
	text := func(v any) bool {
		s, ok := v.(string)
		return ok && (p.Codes == nil || slices.Contains(p.Codes, s))
	}
	number := func(v any) bool {
		n, ok := v.(float64)
		return ok && (!p.Whole || n == float64(int64(n)))
	}
	each := func(is func(any) bool) bool {
		list, ok := v.([]any)
		return ok && !slices.ContainsFunc(list, func(v any) bool { return !is(v) })
	}
	switch p.Type {
	case cql2.TextType:
		return text(v)
	case cql2.NumberType:
		return number(v)
	case cql2.BooleanType:
		return v == true || v == false
	case cql2.DateType:
		s, _ := v.(string)
		_, err := geo.ParseDay(s)
		return err == nil
	case cql2.PeriodType:
		s, _ := v.(string)
		from, to, ok := strings.Cut(s, "/")
		return ok && from <= to && fits(Property{Type: cql2.DateType}, from) && fits(Property{Type: cql2.DateType}, to)
	case cql2.TextsType:
		return each(text)
	case cql2.NumbersType:
		return each(number)
	}
	_, list := v.([]any)
	_, object := v.(map[string]any)
	return list || object
}

func TestEveryTitleIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, c := range Collections() {
		for _, p := range c.Properties {
			used[p.Name] = true
			if p.TitleES == "" || p.TitleEN == "" {
				t.Errorf("%s has no title", p.Name)
			}
		}
	}
	for name := range titles {
		if !used[name] {
			t.Errorf("no collection has the property %s", name)
		}
	}
}
