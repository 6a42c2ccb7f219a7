package data

import (
	"context"
	"embed"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

//go:embed queries/zones/*.sql
var zoneQueries embed.FS

func zoneQuery(name string) string {
	b, err := zoneQueries.ReadFile("queries/zones/" + name + ".sql")
	if err != nil {
		panic(err) // it is embedded
	}
	return string(b)
}

var previewSQL = zoneQuery("preview")

// previewTime is how long the database may think about one preview.
const previewTime = 5 * time.Second

// drawnAtOnce bounds how many zones the database thinks about at one time: some seconds
// each at worst, for which readers and whoever signs in are not to wait. drawWait is how
// long one waits for its turn.
const (
	drawnAtOnce = 2
	drawWait    = 2 * time.Second
)

// drawing waits for a turn to have a zone derived; leave ends it.
func (s *Store) drawing(ctx context.Context) (leave func(), err error) {
	late := time.NewTimer(drawWait)
	defer late.Stop()
	select {
	case s.drawn <- struct{}{}:
		return func() { <-s.drawn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-late.C:
		return nil, geo.Unavailablef(nil, "Too many zones are being drawn just now. Try again in a moment.")
	}
}

// A Preview is what a draft zone would be, and all that it touches.
type Preview struct {
	Geometry json.RawMessage `json:"geometry"` // GeoJSON MultiPolygon, WGS 84; null where it covers nothing
	Axis     json.RawMessage `json:"axis"`     // GeoJSON MultiLineString: the road it follows; null for none
	Extent   geo.Extent      `json:"extent"`
	Words    geo.Pair        `json:"words"`
	Start    *geo.Day        `json:"start"`
	Days     *int            `json:"days"`
	End      *geo.Day        `json:"end"`
	Ends     json.RawMessage `json:"ends"`
	Findings []geo.Finding   `json:"findings"`
	Touches  json.RawMessage `json:"touches"` // null where it covers nothing
}

// Preview derives a draft zone and computes what it touches. Nothing is written.
func (s *Store) Preview(ctx context.Context, v geo.Viewer, z ZoneDraft) (p Preview, err error) {
	defer wrap(&err, "preview a zone")
	if err := v.May(geo.DraftZones); err != nil {
		return p, err
	}
	leave, err := s.drawing(ctx)
	if err != nil {
		return p, err
	}
	defer leave()
	ctx, done := within(ctx, previewTime, &err)
	defer done()
	names, err := s.Names(ctx)
	if err != nil {
		return p, err
	}
	p = Preview{Words: z.Definition.Said(names), Start: z.First, Days: z.Days, End: z.Last(), Extent: geo.Indicative,
		Ends: json.RawMessage("[]"), Findings: []geo.Finding{}}
	// What is not said yet cannot be drawn; what is said is drawn all the same.
	drawn := geo.Definition{Named: z.Definition.Named}
	numbers := []int{0} // of the parts that are drawn, among all
	for i, part := range z.Definition.Parts {
		lacks := part.Lacks()
		for _, l := range lacks {
			p.Findings = append(p.Findings, l.Incomplete(i+1))
		}
		if len(lacks) == 0 {
			drawn.Parts = append(drawn.Parts, part)
			numbers = append(numbers, i+1)
		}
	}
	if len(drawn.Parts) == 0 {
		return p, nil
	}
	if drawn.Parts[0].Op != geo.Add {
		p.Findings = append(p.Findings, geo.Finding{Code: "nothing_before", Part: numbers[1]}.Said())
		return p, nil
	}
	text, err := json.Marshal(drawn)
	if err != nil {
		return p, err
	}
	var geom, axis *string
	var found []geo.Finding
	err = s.reads.QueryRow(ctx, previewSQL, string(text), dayOrNil(z.First), dayOrNil(z.Last()), idOrNil(z.Extends), idOrNil(z.Zone)).
		Scan(&geom, &axis, &p.Extent, &found, &p.Ends, &p.Touches)
	if err != nil {
		return p, err
	}
	p.Geometry, p.Axis = rawOrNil(geom), rawOrNil(axis)
	for _, f := range found {
		f.Part = numbers[f.Part]
		p.Findings = append(p.Findings, f.Said())
	}
	return p, nil
}

// Names returns what routes, scales and units are called.
func (s *Store) Names(ctx context.Context) (geo.Names, error) {
	return namesIn(ctx, s.reads)
}

func namesIn(ctx context.Context, from querier) (n geo.Names, err error) {
	n = geo.Names{Routes: map[string][2]string{}, Scales: map[string][2]string{}, Units: map[int64]string{}}
	rows, err := from.Query(ctx, `
		select 'route', 0, code, name_es, name_en from route
		union all select 'scale', 0, code, name_es, name_en from km_scale
		union all select 'unit', id, '', name, name from admin_unit where level <> 'country'`)
	if err != nil {
		return n, err
	}
	var what, code string
	var id int64
	var name [2]string
	_, err = pgx.ForEachRow(rows, []any{&what, &id, &code, &name[0], &name[1]}, func() error {
		switch what {
		case "route":
			n.Routes[code] = name
		case "scale":
			n.Scales[code] = name
		default:
			n.Units[id] = name[0]
		}
		return nil
	})
	return n, err
}

func dayOrNil(d *geo.Day) any {
	if d == nil {
		return nil
	}
	return d.String()
}

// idOrNil is an id as it is kept, null for 0.
func idOrNil(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func rawOrNil(s *string) json.RawMessage {
	if s == nil {
		return json.RawMessage("null")
	}
	return json.RawMessage(*s)
}
