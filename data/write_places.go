package data

import "corredor/geo"

var placeWriting = writing{
	table:    "place",
	geometry: pointNeeded,
	fields: []field{
		plainField("name", readShort).needed(),
		plainField("label_es", readShort),
		plainField("label_en", readShort),
		plainField("kind", readOneOf(codes["place_kind"])).needed(),
		plainField("precision", readOneOf(geo.PlacePrecisions())).needed(),
		plainField("district", readShort),
		plainField("province", readShort),
		plainField("department", readShort),
		plainField("rank", readWhole(1, 6)),
		plainField("population", readWhole(0, 100_000_000)),
		plainField("basis", readLong).needed(), plainField("basis_es", readLong),
		{name: "aliases", set: func(c *change, v any) {
			names, ok := readTexts(c, "aliases", v, 100)
			if !ok {
				return
			}
			c.exec(`delete from place_alias where place = $1`)
			c.exec(`insert into place_alias (place, alias) select $1::bigint, * from unnest($2::text[])`, names)
		}},
	},
	prepare: func(c *change) error {
		switch c.operation {
		case "create":
			c.set("origin", "reference")
		case "delete":
			return c.run1(`update place set twin = null where twin = $1`)
		}
		return nil
	},
	// A name, an alias or a point may make a town of GeoNames another record of it.
	after: func(c *change) error {
		if c.operation != "delete" && !c.changes("geometry", "name", "aliases", "kind") {
			return nil
		}
		_, err := c.tx.Exec(c.ctx, `select derive_twins()`)
		return err
	},
	parts: []part{{"place_alias", "place"}},
}

var actorWriting = writing{
	table:    "actor",
	geometry: pointOrNone,
	fields: fieldList([]field{
		plainField("code", readShort).needed().otherwise(numberedCode("ACT")),
		plainField("kind", readShort).needed(),
		plainField("district", readShort),
		plainField("province", readShort),
		plainField("department", readShort),
		plainField("precision", readOneOf(geo.PlacePrecisions())),
		plainField("source", readSource),
	}, neededFields("name", readShort), spanishFields("role", readLong), spanishFields("note", readLong)),
	check: func(c *change) {
		if c.after.geometry != nil && c.said("precision") == "" {
			c.fault("precision", "An actor with a point needs its precision.")
		}
	},
}
