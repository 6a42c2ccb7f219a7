package data

import (
	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

var incidentWriting = writing{
	table:    "incident",
	geometry: pointOrNone,
	fields: fieldList([]field{
		plainField("code", readShort).needed().otherwise(numberedCode("INC")),
		plainField("kind", readIncidentKind).needed(),
		plainField("closure_mode", readOneOf(geo.ClosureModes())),
		plainField("status", readOneOf(geo.Statuses())).needed().or(string(geo.Unverified)),
		namedField("start", "starts", readDay).needed(),
		namedField("end", "ends", readDay),
		plainField("time_precision", readOneOf(geo.TimePrecisions())).needed().or(string(geo.ToTheDay)),
		namedField("place_id", "gazetteer", readID("place", "place")),
		plainField("place_precision", readOneOf(geo.PlacePrecisions())).needed().otherwise(func(c *change) any {
			if c.after.geometry == nil {
				return string(geo.UnknownPlace)
			}
			return nil
		}),
		namedField("place_basis", "basis", readLong), namedField("place_basis_es", "basis_es", readLong),
		plainField("district", readShort),
		plainField("province", readShort),
		plainField("department", readShort),
		plainField("area", readShort).needed().or("corridor"),
		plainField("km_stated", readShort),
		plainField("deaths_low", readPeople), plainField("deaths_best", readPeople), plainField("deaths_high", readPeople),
		plainField("injured_low", readPeople), plainField("injured_best", readPeople), plainField("injured_high", readPeople),
		namedField("injured_text", "injured_stated", readShort),
		plainField("summary_es_translated", readFlag).needed().or(false),
		{name: "actors", set: setActors},
		{name: "actors_es", set: nameActors},
		sourceField("incident_source", "incident", "ord"),
		caseField("incident_case", "incident"),
	}, pairFields("summary", readLong), spanishFields("place", readShort), spanishFields("note", readLong),
		spanishFields("km_reference", readShort)),
	check: func(c *change) {
		if first := c.day("start"); first != nil {
			c.faults = append(c.faults, geo.CheckDays("end", *first, c.day("end"))...)
		}
		for _, name := range []string{"deaths", "injured"} {
			toll := geo.Toll{Low: c.int(name + "_low"), Best: c.int(name + "_best"), High: c.int(name + "_high")}
			c.faults = append(c.faults, toll.Check(name)...)
		}
		c.faults = append(c.faults, geo.PlacePrecision(c.said("place_precision")).CheckPlace(c.after.geometry != nil)...)
	},
	prepare: func(c *change) error {
		if c.operation != "delete" {
			return nil
		}
		// Its claims go with it, and are kept as what they are.
		claims, _ := FindCollection("claims")
		rows, err := c.tx.Query(c.ctx, `select id from claim where incident = $1 order by id for update`, c.id)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		for _, id := range ids {
			was, err := c.store.itemIn(c.ctx, c.tx, claims, id, 0)
			if err == nil {
				err = c.remember("delete", "claims", id, was)
			}
			if err != nil {
				return err
			}
		}
		return nil
	},
	after: func(c *change) error {
		if c.operation != "delete" && c.changes("geometry", "place_precision") {
			return c.run1(`select derive_incident_measures($1)`)
		}
		return nil
	},
	parts: []part{{"incident_source", "incident"}, {"incident_actor", "incident"}, {"incident_case", "incident"}},
}

func readIncidentKind(c *change, name string, v any) any {
	code := readShort(c, name, v)
	if code != nil && !c.exists(`select from incident_kind where code = $1`, code) {
		c.fault(name, "There is no kind of incident %q; the collection incident-kinds lists them.", geo.Clip(code.(string), 60))
		return nil
	}
	return code
}

// setActors writes who took part, by name; the known ones are linked, under
// either of the names of "Fuerabamba (Nueva Fuerabamba)". Who stays keeps the
// Spanish name.
func setActors(c *change, v any) {
	names, ok := readTexts(c, "actors", v, 100)
	if !ok {
		return
	}
	spanish := map[any]any{}
	was, _ := c.before.properties["actors"].([]any)
	wasES, _ := c.before.properties["actors_es"].([]any)
	for i := range min(len(was), len(wasES)) {
		spanish[was[i]] = wasES[i]
	}
	c.exec(`delete from incident_actor where incident = $1`)
	for i, name := range names {
		c.exec(`
			insert into incident_actor (incident, ord, name, name_es, actor)
			select $1, $2, $3, nullif($4, $3), (
				select id from actor
				where fold($3) in (fold(name), fold(split_part(name, ' (', 1)), fold(rtrim(split_part(name, ' (', 2), ')')))
				  and fold($3) <> ''
				order by id limit 1)`, i+1, name, spanish[name])
	}
}

// nameActors writes the Spanish names of who took part, in the order of actors.
func nameActors(c *change, v any) {
	c.exec(`update incident_actor set name_es = null where incident = $1`)
	if v == nil {
		return
	}
	names, ok := readTexts(c, "actors_es", v, 100)
	if !ok {
		return
	}
	if actors, _ := c.after.properties["actors"].([]any); len(actors) != len(names) {
		c.fault("actors_es", "actors_es has a name for each of the %d actors, in their order.", len(actors))
	}
	for i, name := range names {
		c.exec(`update incident_actor set name_es = nullif($3, name) where incident = $1 and ord = $2`, i+1, name)
	}
}
