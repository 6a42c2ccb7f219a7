package data

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

var sourceWriting = writing{
	table: "source",
	fields: []field{
		plainField("name", readShort).needed(),
		plainField("name_es", readShort).needed().otherwise(func(c *change) any { return c.after.properties["name"] }),
		plainField("url", readAddress),
		namedField("date", "published", readDay),
		plainField("edition", readWhole(1, 100_000)),
	},
}

// readSource reads the source of an item: its id, an object with its id, or one with
// name, url and date, which becomes a source unless there is one of the same
// three.
func readSource(c *change, name string, v any) any {
	object, ok := v.(map[string]any)
	if n, isNumber := v.(json.Number); isNumber {
		object, ok = map[string]any{"id": n}, true
	}
	if !ok {
		c.fault(name, "%s must be the id of a source, or an object with id, or with name, url and date.", name)
		return nil
	}
	previous, _ := c.before.properties[name].(map[string]any)
	id, _ := c.source(name, object, previous)
	if id == 0 {
		return nil
	}
	return id
}

// source returns the id of the source that an object names; 0 after a fault.
// Members beside an id repeat the source, or the one that stood there before: a
// merge patch of the id leaves those.
func (c *change) source(name string, object, previous map[string]any) (id int64, of string) {
	of = "act"
	for _, member := range sortedNames(object) {
		switch {
		case member == "of" && c.collection.ID == "decrees":
			of, _ = readOneOf([]string{"act", "number"})(c, name+".of", object["of"]).(string)
		case !slices.Contains([]string{"id", "name", "name_es", "url", "date"}, member):
			c.fault(name, "A source has no member %q.", geo.Clip(member, 60))
			return 0, of
		}
	}
	if object["id"] != nil {
		id, ok := readWhole(1, 1<<53)(c, name+".id", object["id"]).(int64)
		if !ok {
			return 0, of
		}
		there, ok := c.sourceOf(id)
		if !ok {
			c.fault(name, "There is no source %d.", id)
			return 0, of
		}
		for _, member := range []string{"name", "name_es", "url", "date"} {
			if given := object[member]; given != nil && !sameJSON(given, there[member]) && !sameJSON(given, previous[member]) {
				c.fault(name, "The source %d has another %s. Change it in the collection sources, or leave the id out to name another source.", id, member)
				return 0, of
			}
		}
		return id, of
	}
	return c.newSource(name, object), of
}

func (c *change) sourceOf(id int64) (map[string]any, bool) {
	var raw []byte
	err := c.tx.QueryRow(c.ctx, `
		select json_build_object('name', name, 'name_es', name_es, 'url', url, 'date', published)
		from source where id = $1`, id).Scan(&raw)
	if err != nil {
		if err != pgx.ErrNoRows {
			c.broken = err
		}
		return nil, false
	}
	object, err := readObject(raw)
	if err != nil {
		c.broken = err
	}
	return object, true
}

// newSource finds the source of that name, address and day, or makes it.
func (c *change) newSource(name string, object map[string]any) int64 {
	faults := len(c.faults)
	read := func(member string, with reader) any { return readOptional(c, name+"."+member, object[member], with) }
	title, link, date, es := read("name", readShort), read("url", readAddress), read("date", readDay), read("name_es", readShort)
	if len(c.faults) > faults {
		return 0
	}
	if title == nil && link != nil {
		title = hostOf(link.(string))
	}
	if title == nil {
		c.fault(name, "A source that is not named by its id needs a name or a url.")
		return 0
	}
	if es == nil {
		es = title
	}
	// Whoever commits the same source first makes it; the other one waits here.
	var id int64
	err := c.tx.QueryRow(c.ctx, `
		insert into source (name, name_es, url, published) values ($1, $2, $3, $4)
		on conflict (name, coalesce(url, ''), coalesce(published, '-infinity')) do nothing
		returning id`, title, es, link, date).Scan(&id)
	if err == nil {
		err = c.remember("create", "sources", id, Feature{})
	} else if err == pgx.ErrNoRows {
		err = c.tx.QueryRow(c.ctx, `
			select id from source where name = $1 and url is not distinct from $2 and published is not distinct from $3::date`,
			title, link, date).Scan(&id)
	}
	if err != nil {
		c.broken = err
	}
	return id
}

func hostOf(link string) string {
	if u, err := url.Parse(link); err == nil && u.Hostname() != "" {
		return strings.TrimPrefix(u.Hostname(), "www.")
	}
	return geo.Clip(link, shortText)
}

// sourceField is the list of sources of an item, in its order.
func sourceField(table, column, rest string) field {
	return field{name: "sources", set: func(c *change, v any) {
		array, ok := v.([]any)
		if v != nil && !ok || len(array) > 100 {
			c.fault("sources", "sources must be an array of at most 100 sources.")
			return
		}
		type listed struct {
			id int64
			of string
		}
		seen := map[listed]bool{}
		var all []listed
		for i, one := range array {
			object, ok := one.(map[string]any)
			if n, isNumber := one.(json.Number); isNumber {
				object, ok = map[string]any{"id": n}, true
			}
			if !ok {
				c.fault("sources", "Each of the sources must be an object with id, or with name, url and date; number %d is not.", i+1)
				return
			}
			id, of := c.source("sources", maps.Clone(object), nil)
			if id == 0 {
				return
			}
			if l := (listed{id, of}); !seen[l] {
				seen[l] = true
				all = append(all, l)
			}
		}
		c.exec(fmt.Sprintf(`delete from %s where %s = $1`, table, column))
		for i, l := range all {
			third := any(i + 1)
			if rest == "of" {
				third = l.of
			}
			c.exec(fmt.Sprintf(`insert into %s (%s, source, %s) values ($1, $2, $3)`, table, column, rest), l.id, third)
		}
	}}
}
