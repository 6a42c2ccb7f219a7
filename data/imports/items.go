package imports

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"corredor/data"
	"corredor/geo"
)

// itemNames are what else the properties of the smaller collections are called.
var itemNames = []name{
	{"id", "", "#meta+id"},
	{"lon", "longitud,longitude,lng,long,x", "#geo+lon"},
	{"lat", "latitud,latitude,y", "#geo+lat"},
	{"geometry", "geom,wkt,geom wkt,the geom", "#geo+wkt"},
	{"source_name", "nombre de la fuente,medio", "#meta+source+name"},
	{"source_url", "enlace,url de la fuente,link", "#meta+source+url"},
	{"source_date", "fecha de la fuente,stated on", "#date+published"},
	{"code", "codigo,clave", "#meta+code"},
	{"name", "nombre", "#loc+name"},
	{"kind", "tipo,clase", "#loc+type"},
	{"date", "fecha", "#date"},
	{"start", "inicio,desde", "#date+start"},
	{"end", "fin,hasta", "#date+end"},
	{"incident", "incidente,incident code", "#event+id"},
	{"dialogue_table", "mesa,mesa de diálogo,table", "#activity+id"},
	{"responsible", "responsable", "#org+responsible"},
	{"commitment", "compromiso", "#output+description"},
	{"due", "plazo,vence,fecha límite", "#date+due"},
	{"status", "estado", "#status"},
	{"district", "distrito", "#adm3+name"},
	{"province", "provincia", "#adm2+name"},
	{"department", "departamento", "#adm1+name"},
	{"precision", "precisión", "#geo+precision"},
	{"population", "población", "#population"},
}

// identities are how an item of a collection is recognised: SQL for the ids of the
// items that a row may be, by its properties as JSON, $1. The first one that finds
// an item is it. The id that a row gives, $2, decides between items alike; alone it
// tells nothing, for it may be that of another database.
var identities = map[string][]string{
	"places": {
		`select id from place where id = $2 and fold(name) = fold($1::jsonb ->> 'name')`,
		`select id from place where origin = 'reference' and fold(name) = fold($1::jsonb ->> 'name')
			and ($1::jsonb ->> 'district' is null or fold(coalesce(district, '')) = fold($1::jsonb ->> 'district'))
			and ($1::jsonb ->> 'province' is null or fold(coalesce(province, '')) = fold($1::jsonb ->> 'province'))
			order by id = $2 desc, id`},
	"claims": {
		`select c.id from claim c join source s on s.id = c.source
			where c.incident = ($1::jsonb ->> 'incident')::bigint and c.field = $1::jsonb ->> 'field' and c.value = $1::jsonb ->> 'value'
			and ($1::jsonb -> 'source' ->> 'id' is null or s.id = ($1::jsonb -> 'source' ->> 'id')::bigint)
			and ($1::jsonb -> 'source' ->> 'url' is null or s.url = $1::jsonb -> 'source' ->> 'url')
			and ($1::jsonb -> 'source' ->> 'name' is null or s.name = $1::jsonb -> 'source' ->> 'name')
			order by c.id = $2 desc, c.id`},
	"sources": {
		`select id from source where name = coalesce($1::jsonb ->> 'name', name) and url = $1::jsonb ->> 'url'
			and published is not distinct from ($1::jsonb ->> 'date')::date order by id = $2 desc, id`,
		`select id from source where name = $1::jsonb ->> 'name' and $1::jsonb ->> 'url' is null and url is null
			and published is not distinct from ($1::jsonb ->> 'date')::date order by id = $2 desc, id`},
	"decrees": {
		`select id from decree where number = $1::jsonb ->> 'number' order by id = $2 desc, id`,
		// Some are known by their dates alone.
		`select id from decree where number is null and $1::jsonb ->> 'number' is null and kind::text = $1::jsonb ->> 'kind'
			and published is not distinct from ($1::jsonb ->> 'published')::date
			and effective is not distinct from ($1::jsonb ->> 'effective')::date order by id = $2 desc, id`},
	"zones": {`select id from zone where decree = ($1::jsonb ->> 'decree')::bigint and part = ($1::jsonb ->> 'part')::int order by id = $2 desc, id`},
}

// codedTables are the tables whose items have a code.
var codedTables = map[string]string{
	"actors": "actor", "dialogue-tables": "dialogue_table", "meetings": "meeting", "commitments": "commitment",
}

// importItems brings the smaller collections in: each row is written as a single
// write is, by the same rules, within one transaction.
func importItems(j *job) (rejects, error) {
	n := &items{job: j, header: newHeader(j.collection, itemNames), seen: map[int64]int64{}}
	var bad []rejected
	err := j.each(func(row *Row) error {
		if err := j.note(row); err != nil {
			return err
		}
		j.report.Rows++
		f, err := n.write(row)
		if err != nil {
			return err
		}
		if f != nil {
			j.report.Refused++
			bad = append(bad, rejected{row.Number, row.Line, f.column, f.reason})
			j.issue(Issue{Row: row.Number, Line: row.Line, Column: f.column, Verdict: Refused, Reason: f.reason})
		}
		j.tell(Progress{Writing, j.report.Rows, j.done(), j.src.size})
		return nil
	})
	j.report.Columns, j.report.Ignored = n.header.columns, n.header.ignored
	return func(yield func(rejected) error) error {
		for _, r := range bad {
			if err := yield(r); err != nil {
				return err
			}
		}
		return nil
	}, err
}

type items struct {
	*job
	header *header
	seen   map[int64]int64 // item -> the row that it was in this file
	given  int64           // the id that the row gives, 0 for none
}

// write writes one row, and counts what became of it.
func (n *items) write(row *Row) (*fault, error) {
	if row.Broken != "" {
		return &fault{reason: row.Broken}, nil
	}
	properties, f := n.properties(row)
	if f != nil {
		return f, nil
	}
	if f, err := n.refer(properties); f != nil || err != nil {
		return f, err
	}
	shape, there, f := n.shape(row)
	if f != nil {
		return f, nil
	}
	id, err := n.identify(properties)
	if err != nil {
		return nil, err
	}
	if first := n.seen[id]; id != 0 && first != 0 {
		return faultf("", "Record %d is of the same item.", first), nil
	}
	body := map[string]any{"type": "Feature", "properties": properties}
	if there {
		body["geometry"] = geojson.NewGeometry(shape)
	} else if id == 0 {
		body["geometry"] = nil
	}
	var before data.Feature
	if id != 0 {
		if before, err = n.batch.Item(n.ctx, n.collection, id); err != nil {
			return nil, err
		}
		n.onlyNew(properties, before.Properties)
		if there && sameShape(before.Geometry, shape) {
			delete(body, "geometry")
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	var after data.Feature
	if id == 0 {
		after, err = n.batch.Create(n.ctx, n.collection, data.Write{Body: text})
	} else {
		after, err = n.batch.Update(n.ctx, n.collection, id, data.Write{Body: text})
	}
	if problem, ok := errors.AsType[*geo.Problem](err); ok && problem.Kind != geo.Unavailable && problem.Kind != geo.Internal {
		return &fault{problem.Param, problem.Msg}, nil
	}
	if err != nil {
		return nil, err
	}
	n.seen[after.ID] = row.Number
	switch {
	case id == 0:
		n.report.Accepted++
	case string(before.Properties) == string(after.Properties) && string(before.Geometry) == string(after.Geometry):
		n.report.Duplicate++
	default:
		n.report.Changed++
		n.issue(Issue{Row: row.Number, Line: row.Line, Verdict: Changed, Reason: fmt.Sprintf("The item %d changes.", id)})
	}
	return nil, nil
}

// refer finds the ids of what a row names by its code.
func (n *items) refer(properties map[string]any) (*fault, error) {
	for name, table := range map[string]string{"incident": "incident", "dialogue_table": "dialogue_table"} {
		code, ok := properties[name].(string)
		if !ok {
			continue
		}
		var id int64
		err := n.batch.Tx.QueryRow(n.ctx, `select id from `+table+` where fold(code) = fold($1) or code = $1 order by code = $1 desc, id limit 1`, code).Scan(&id)
		if err == pgx.ErrNoRows {
			return faultf(name, "There is no %s %q.", strings.ReplaceAll(name, "_", " "), geo.Clip(code, 60)), nil
		}
		if err != nil {
			return nil, err
		}
		properties[name] = id
	}
	if number, ok := properties["decree"].(string); ok {
		var id int64
		err := n.batch.Tx.QueryRow(n.ctx, `select id from decree where number = $1`, number).Scan(&id)
		if err == pgx.ErrNoRows {
			return faultf("decree", "There is no decree %q.", geo.Clip(number, 60)), nil
		}
		if err != nil {
			return nil, err
		}
		properties["decree"] = id
	}
	return nil, nil
}

// shape is the row's geometry in longitude and latitude.
func (n *items) shape(row *Row) (orb.Geometry, bool, *fault) {
	if !n.collection.Spatial {
		return nil, false, nil
	}
	shape := row.Geometry
	var lon, lat string
	for k, name := range n.header.resolve(row.Names, n.tags) {
		said := strings.TrimSpace(row.Values[k])
		switch {
		case said == "":
		case name == "lon":
			lon = said
		case name == "lat":
			lat = said
		case name == "geometry" && shape == nil:
			var err error
			if shape, err = readWKT(said); err != nil {
				return nil, false, faultf("geometry", "It is no shape in WKT.")
			}
		}
	}
	if shape == nil && (lon != "" || lat != "") {
		x, ok := numberOf(lon)
		y, too := numberOf(lat)
		if !ok || !too {
			return nil, false, faultf("lon", "A point needs longitude and latitude as numbers of degrees.")
		}
		shape = orb.Point{x, y}
	}
	if shape == nil {
		return nil, false, nil
	}
	shape, err := lonLat(shape, row.SRID)
	if err != nil {
		return nil, false, faultf("geometry", "The coordinate reference system %d cannot be read here.", row.SRID)
	}
	return shape, true, nil
}

// identify finds the item that a row is of, 0 for a new one.
func (n *items) identify(properties map[string]any) (int64, error) {
	ways := identities[n.collection.ID]
	if table := codedTables[n.collection.ID]; table != "" {
		ways = []string{`select id from ` + table + ` where code = $1::jsonb ->> 'code' order by id = $2 desc, id`}
	}
	text, err := json.Marshal(properties)
	if err != nil {
		return 0, err
	}
	for _, sql := range ways {
		var id int64
		// A value of the wrong form is refused when it is written.
		err := pgx.BeginFunc(n.ctx, n.batch.Tx, func(tx pgx.Tx) error {
			return tx.QueryRow(n.ctx, sql+` limit 1`, string(text), n.given).Scan(&id)
		})
		if err == nil {
			return id, nil
		}
		if n.ctx.Err() != nil {
			return 0, n.ctx.Err()
		}
	}
	return 0, nil
}

// onlyNew leaves out what the item says already, in the words of a source too.
func (n *items) onlyNew(properties map[string]any, before []byte) {
	var there map[string]any
	if json.Unmarshal(before, &there) != nil {
		return
	}
	for name, v := range properties {
		if same(v, there[name]) {
			delete(properties, name)
		}
	}
}
