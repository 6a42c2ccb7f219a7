package data

import (
	"slices"

	"corredor/geo"
)

var claimWriting = writing{
	table: "claim",
	above: `select i.id from incident i join claim c on c.incident = i.id where c.id = $1 for update of i`,
	fields: []field{
		plainField("incident", readID("incident", "incident")).needed(),
		plainField("field", readOneOf(codes["field"])).needed(),
		plainField("value", readLong).needed(),
		plainField("value_es", readLong),
		plainField("low", readPeople),
		plainField("high", readPeople),
		namedField("start", "starts", readDay),
		namedField("end", "ends", readDay),
		plainField("source", readSource).needed(),
		plainField("ord", readWhole(1, 30_000)).needed().otherwise(func(c *change) any {
			incident := c.int("incident")
			if incident == nil {
				return nil
			}
			n, _ := c.find(`select least(coalesce(max(ord), 0) + 1, 30000) from claim where incident = $1`, *incident)
			return jsonWhole(n)
		}),
		plainField("note_es", readLong),
		plainField("note_en", readLong),
	},
	check: func(c *change) {
		if low, high := c.int("low"), c.int("high"); low != nil && high != nil && *low > *high {
			c.fault("low", "low is %d, more than high, which is %d.", *low, *high)
		}
		first := c.day("start")
		if c.said("field") == "period" && first == nil {
			c.fault("start", "A claim of the period needs its first day, start.")
		}
		if first != nil {
			c.faults = append(c.faults, geo.CheckDays("end", *first, c.day("end"))...)
		}
	},
	prepare: (*change).figuresBefore,
	after:   (*change).figuresAfter,
}

// The figures of an incident follow its claims for as long as nobody has written
// others: where deaths or injured were what the claims gave before, they become
// what the claims give now.

type figures struct {
	incident int64
	field    string  // deaths or injured
	was      Feature // the incident before
}

func (c *change) figuresBefore() error {
	for _, doc := range []document{c.before, c.after} {
		one := change{after: doc}
		incident, field := one.int("incident"), one.said("field")
		if incident == nil || field != "deaths" && field != "injured" {
			continue
		}
		var follow bool
		// field is one of two words.
		err := c.tx.QueryRow(c.ctx, `
			select (i.`+field+`_low, i.`+field+`_best, i.`+field+`_high) is not distinct from (p.low, p.best, p.high)
			from incident i, people_claimed(i.id, $2) p
			where i.id = $1
			for update of i`, *incident, field).Scan(&follow)
		if err != nil {
			return err
		}
		if !follow {
			continue
		}
		incidents, _ := FindCollection("incidents")
		was, err := c.store.itemIn(c.ctx, c.tx, incidents, *incident, 0)
		if err != nil {
			return err
		}
		c.follow = append(c.follow, figures{*incident, field, was})
	}
	return nil
}

func (c *change) figuresAfter() error {
	var others []figures // a claim may move from one field to another of the same incident
	for _, f := range c.follow {
		done, err := c.tx.Exec(c.ctx, `
			update incident i set `+f.field+`_low = p.low, `+f.field+`_best = p.best, `+f.field+`_high = p.high
			from people_claimed($1, $2) p
			where i.id = $1
			  and (i.`+f.field+`_low, i.`+f.field+`_best, i.`+f.field+`_high) is distinct from (p.low, p.best, p.high)`, f.incident, f.field)
		if err != nil {
			return err
		}
		if done.RowsAffected() > 0 && !slices.ContainsFunc(others, func(o figures) bool { return o.incident == f.incident }) {
			others = append(others, f)
		}
	}
	// Each is another version of its incident, whoever wrote it: one, of all its figures.
	for _, f := range others {
		if err := c.remember("update", "incidents", f.incident, f.was); err != nil {
			return err
		}
	}
	return nil
}
