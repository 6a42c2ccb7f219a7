package data

import (
	"encoding/json"
	"fmt"
	"strings"
)

// remember keeps what stood there before a write: the item as it was answered,
// and the rows behind it, so that nothing is lost. For a creation was is empty.
func (c *change) remember(operation, collection string, id int64, was Feature) error {
	var before, rows any
	if operation != "create" {
		// Always in longitude and latitude, whatever the editor works in.
		in, _ := FindCollection(collection)
		if c.write.SRID != 0 && collection == c.collection.ID {
			var err error
			if was, err = c.store.itemIn(c.ctx, c.tx, in, id, 0); err != nil {
				return err
			}
		}
		doc, err := answered(was)
		if err != nil {
			return err
		}
		text, err := json.Marshal(doc.object())
		if err != nil {
			return err
		}
		before = string(text)
		var kept []byte
		if err := c.tx.QueryRow(c.ctx, writings[collection].rowsSQL(), id).Scan(&kept); err != nil {
			return err
		}
		rows = string(kept)
	}
	var merged any
	if collection == c.collection.ID && id == c.id {
		merged = idOrNil(c.write.MergedInto)
	}
	_, err := c.tx.Exec(c.ctx, `
		insert into item_history (collection, item, account, token, import, operation, before, rows, why, merged_into)
		values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, nullif($9, ''), $10)`, collection, id, idOrNil(c.viewer.Account), idOrNil(c.viewer.Token),
		c.file, operation, before, rows, c.write.Why, merged)
	return err
}

// rowsSQL gathers the rows that hold the item $1, as one JSON object by table.
func (w writing) rowsSQL() string {
	var members []string
	for _, p := range append([]part{{w.table, "id"}}, w.parts...) {
		members = append(members, fmt.Sprintf(
			`'%s', (select coalesce(jsonb_agg(to_jsonb(t) - 'search'), '[]') from %s t where t.%s = $1)`, p.table, p.table, p.column))
	}
	return "select jsonb_build_object(" + strings.Join(members, ", ") + ")"
}
