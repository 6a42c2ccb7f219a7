package data

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"corredor/geo"
)

// A field is a property that may be written.
type field struct {
	name   string
	column string // of the table; empty where set writes elsewhere
	need   bool   // an item has it
	// read turns a value into one for the column, and notes faults.
	read reader
	// absent is the value where nobody says; nil leaves null.
	absent func(*change) any
	// set is for what no column of the table holds; its value may be nil.
	set func(c *change, v any)
}

type reader func(c *change, name string, v any) any

// has reports whether items of c have a property.
func (c Collection) has(name string) bool {
	return slices.ContainsFunc(c.Properties, func(p Property) bool { return p.Name == name })
}

// sortedNames returns the names in any of the objects, in order.
func sortedNames(objects ...map[string]any) []string {
	all := map[string]bool{}
	for _, o := range objects {
		for name := range o {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// readID reads the id of a row of a table.
func readID(table, noun string) reader {
	return func(c *change, name string, v any) any {
		id := readWhole(1, math.MaxInt32*1024)(c, name, v)
		if id == nil {
			return nil
		}
		if !c.exists(`select from `+table+` where id = $1`, id) {
			c.fault(name, "There is no %s %d.", noun, id)
			return nil
		}
		return id
	}
}

// readCode reads a code and gives the id of the row that has it.
func readCode(table, noun string) reader {
	return func(c *change, name string, v any) any {
		code := readShort(c, name, v)
		if code == nil {
			return nil
		}
		id, ok := c.find(`select id from `+table+` where code = $1`, code)
		if !ok {
			c.fault(name, "There is no %s %q.", noun, geo.Clip(code.(string), 60))
			return nil
		}
		return id
	}
}

// exists asks the database whether there is a row; find asks for its id. An error
// ends the change when the transaction is used next.
func (c *change) exists(sql string, args ...any) (there bool) {
	if err := c.tx.QueryRow(c.ctx, `select exists (`+sql+`)`, args...).Scan(&there); err != nil {
		c.broken = err
	}
	return there
}

func (c *change) find(sql string, args ...any) (id int64, ok bool) {
	var found *int64
	if err := c.tx.QueryRow(c.ctx, `select (`+sql+` limit 1)`, args...).Scan(&found); err != nil {
		c.broken = err
	}
	if found == nil {
		return 0, false
	}
	return *found, true
}

// plainField is a property that is a column of the same name, namedField one of
// another name.
func plainField(name string, read reader) field { return field{name: name, column: name, read: read} }

func namedField(name, column string, read reader) field {
	return field{name: name, column: column, read: read}
}

func (f field) needed() field { f.need = true; return f }

func (f field) or(v any) field { f.absent = func(*change) any { return v }; return f }

// numberedCode gives an item without a code the next one of its kind: INC367.
func numberedCode(prefix string) func(*change) any {
	return func(c *change) any {
		if c.operation != "create" {
			return nil
		}
		id, ok := c.find(`select nextval(pg_get_serial_sequence($1, 'id'))`, c.writing.table)
		if !ok {
			return nil
		}
		c.set("id", id)
		return fmt.Sprintf("%s%03d", prefix, id)
	}
}

func (f field) otherwise(v func(*change) any) field { f.absent = v; return f }

// jsonWhole is a whole number as JSON that was read has it.
func jsonWhole(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }
