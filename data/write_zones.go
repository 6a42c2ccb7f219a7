package data

import (
	"cmp"

	"corredor/geo"
)

// A zone is written by its definition; what it covers is derived.
var zoneWriting = writing{
	table:    "zone",
	geometry: derivedGeometry,
	fields: fieldList([]field{
		plainField("decree", readID("decree", "decree")).needed(),
		plainField("part", readWhole(1, 1000)).needed().otherwise(func(c *change) any {
			decree := c.int("decree")
			if decree == nil {
				return nil
			}
			n, _ := c.find(`select coalesce(max(part), 0) + 1 from zone where decree = $1`, *decree)
			return jsonWhole(n)
		}),
		plainField("effect", readOneOf([]geo.Effect{geo.Declares, geo.Extends})).needed(),
		plainField("extends", readID("zone", "zone")),
		plainField("form", readOneOf(geo.Forms())).needed(),
		plainField("route", readCode("route", "route")),
		plainField("scale", readCode("km_scale", "kilometre scale")),
		plainField("km_from", readNumber(0, 9999)),
		plainField("km_to", readNumber(0, 9999)),
		plainField("left_m", readNumber(1, 50_000)),
		plainField("right_m", readNumber(1, 50_000)),
		plainField("buffer_stated", readFlag).needed().or(true),
		namedField("start", "starts", readDay).needed(),
		plainField("days", readWhole(1, 3660)),
		namedField("end", "ends", readDay).needed().otherwise(func(c *change) any {
			first, days := c.day("start"), c.int("days")
			if first == nil || days == nil || *days < 1 || *days > 3660 {
				return nil
			}
			return geo.LastDay(*first, int(*days)).String()
		}),
		plainField("term_inferred", readFlag).needed().or(false),
		plainField("lifted_by", readID("decree", "decree")),
		namedField("lifted", "lifted_on", readDay),
		{name: "rights", set: func(c *change, v any) {
			if rights, ok := readTexts(c, "rights", v, 4); ok {
				for _, r := range rights {
					if !geo.Right(r).Valid() {
						c.fault("rights", "%q is no right that an emergency suspends; these are home, movement, assembly and liberty.", geo.Clip(r, 60))
						return
					}
				}
				c.set("rights", append([]string{}, rights...))
			}
		}},
		plainField("rights_note", readLong),
		plainField("evidence", readShort).needed(),
		plainField("note", readLong), plainField("note_es", readLong), plainField("note_en", readLong),
		{name: "units", set: func(c *change, v any) {
			readTexts(c, "units", v, 100)
		}},
	}, pairFields("words", readLong), []field{plainField("rights_note_es", readLong)}),
	check: checkZone,
	after: deriveZone,
	parts: []part{{"zone_unit", "zone"}},
}

// unitLevel is what units a zone of a form names. Where the form does not need
// them, they are the districts that its words name beside.
func unitLevel(form geo.Form) (level string, needed bool) {
	switch form {
	case geo.Departments:
		return "department", true
	case geo.Provinces:
		return "province", true
	}
	return "district", form == geo.Districts || form == geo.RoadSections
}

// definedBy are the properties from which the polygon follows.
var definedBy = []string{"form", "units", "route", "scale", "km_from", "km_to", "left_m", "right_m", "buffer_stated", "definition"}

func checkZone(c *change) {
	form := geo.Form(c.said("form"))
	if c.definition != nil {
		c.changed = append(c.changed, "definition")
		if form.IsDefined() {
			text, err := c.definition.MarshalJSON()
			c.broken = cmp.Or(c.broken, err)
			c.set("definition", string(text))
		}
	} else if form.IsDefined() && (c.operation == "create" || c.changes("form")) {
		c.fault("form", "A zone of the form %s is drafted with its definition, through /drafts, and published from there.", form)
	}
	if form.IsDefined() && c.definition == nil && !c.changes("form") && c.changes(definedBy...) {
		c.fault("form", "A zone of the form %s follows from its parts alone; change them by a draft, through /drafts.", form)
	}
	for _, name := range neededBy(form) {
		if c.after.properties[name] == nil {
			c.fault(name, "A zone of the form %s needs %s.", form, name)
		}
	}
	units, _ := c.after.properties["units"].([]any)
	if level, needed := unitLevel(form); needed && len(units) == 0 {
		c.fault("units", "A zone of the form %s needs units: the name of each %s.", form, level)
	}
	if from, to := c.float("km_from"), c.float("km_to"); from != nil && to != nil && *to <= *from {
		c.fault("km_to", "km_to is %v, not beyond km_from, which is %v.", *to, *from)
	}
	if route, scale := c.said("route"), c.said("scale"); scale != "" &&
		!c.exists(`select from km_scale s join route r on r.id = s.route where s.code = $1 and r.code = $2`, scale, route) {
		c.fault("scale", "The scale %s does not count along the route %q.", scale, route)
	}
	first, last := c.day("start"), c.day("end")
	if first != nil && last != nil {
		c.faults = append(c.faults, geo.CheckDays("end", *first, last)...)
		c.faults = append(c.faults, geo.CheckTerm(*first, *last, c.int("days"), c.yes("term_inferred"))...)
	}
	checkLift(c, first)
	if extended := c.int("extends"); extended != nil && c.operation != "create" && c.exists(`
		with recursive back (id) as (select $1::bigint union select o.extends from back join zone o on o.id = back.id)
		select from back where id = $2`, *extended, c.id) {
		c.fault("extends", "The zone %d extends this one, directly or by others; a chain has a beginning.", *extended)
	}
}

func neededBy(form geo.Form) []string {
	switch {
	case form == geo.KmRange:
		return []string{"route", "scale", "km_from", "km_to", "left_m", "right_m"}
	case form.IsStrip():
		return []string{"route", "left_m", "right_m"}
	}
	return nil
}

func checkLift(c *change, first *geo.Day) {
	act, lifted := c.int("lifted_by"), c.day("lifted")
	switch {
	case (act == nil) != (lifted == nil):
		c.fault("lifted", "A lift has both its act, lifted_by, and the first day no longer in force, lifted.")
	case act == nil:
	case first != nil && *lifted <= *first:
		c.fault("lifted", "The zone is lifted on %s, not after its first day, %s.", *lifted, *first)
	case !c.exists(`select from decree where id = $1 and kind = 'lift'`, *act):
		c.fault("lifted_by", "The decree %d lifts nothing: its kind is another.", *act)
	}
}

// deriveZone writes the units that the definition names and draws the zone.
func deriveZone(c *change) error {
	if c.operation == "delete" {
		return nil
	}
	if c.definition != nil {
		if err := c.run1(`delete from zone_unit where zone = $1`); err != nil {
			return err
		}
		text, err := c.definition.MarshalJSON()
		if err != nil {
			return err
		}
		if err := c.run1(`insert into zone_unit (zone, level, name, unit) select $1, level, name, unit from definition_units($2::jsonb)`, string(text)); err != nil {
			return err
		}
	} else if c.changes("form", "units") {
		if err := c.run1(`delete from zone_unit where zone = $1`); err != nil {
			return err
		}
		units, _ := c.after.properties["units"].([]any)
		level, _ := unitLevel(geo.Form(c.said("form")))
		for _, name := range units {
			err := c.run1(`
				insert into zone_unit (zone, level, name, unit)
				select $1, $2::admin_level, $3, unit_named($2::admin_level, $3)`, level, name)
			if err != nil {
				return err
			}
		}
	}
	// What stands was published as it is: a better road or boundary that came since
	// changes it only when its definition is written, or by a proposal.
	if c.operation != "create" && !c.changes(definedBy...) {
		return nil
	}
	return c.run1(`select derive_zone($1)`)
}
