package data

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A Version is a state that a zone was published in. It does not change, but that it
// is followed by another.
type Version struct {
	Zone        int64
	N           int
	From        time.Time  // when it became what we said
	To          *time.Time // when it ceased to be; nil while it stands
	How         string     // seed, begun, edit, import, draft, proposal
	Draft       *int64     // that it was published from
	DraftedBy   string     // empty where that is not known
	PublishedBy string
	Why         string
	Words       geo.Pair // of its definition
	Particulars json.RawMessage
	Definition  json.RawMessage
	Extent      *geo.Extent
	Axis        json.RawMessage // GeoJSON, null for none
	Geometry    json.RawMessage // GeoJSON, null for none
	AreaKM2     *float64        // with more digits than are shown, so that it is rounded once
	Checksum    string          // SHA-256 in hexadecimal, of Text
	Text        string          // all that the version says, in the one way it is written
}

// versionColumns are those that scanVersion reads, of zone_version v.
const versionColumns = `v.zone, v.n, lower(v.recorded), upper(v.recorded), v.how, v.draft, coalesce(v.drafted_by, ''), coalesce(v.published_by, ''),
	coalesce(v.why, ''), v.particulars, v.definition, v.extent::text, v.checksum`

func scanVersion(row pgx.CollectableRow, more ...any) (v Version, err error) {
	var sum []byte
	err = row.Scan(append([]any{&v.Zone, &v.N, &v.From, &v.To, &v.How, &v.Draft, &v.DraftedBy, &v.PublishedBy, &v.Why,
		&v.Particulars, &v.Definition, &v.Extent, &sum}, more...)...)
	v.Checksum = hex.EncodeToString(sum)
	return v, err
}

// said puts the version's definition into words.
func (v *Version) said(names geo.Names) error {
	d, err := geo.ParseDefinition(v.Definition)
	if err != nil {
		return fmt.Errorf("the definition of version %d of zone %d: %w", v.N, v.Zone, err)
	}
	v.Words = d.Said(names)
	return nil
}

// Versions lists the versions of a zone, the first one first, without their shapes. A
// zone that is gone keeps them.
func (s *Store) Versions(ctx context.Context, _ geo.Viewer, zone int64) (all []Version, err error) {
	defer wrap(&err, "versions of zone %d", zone)
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.reads.Query(ctx, `
		select `+versionColumns+`, round((ST_Area(v.geom::geography) / 1e6)::numeric, 4)::float8
		from zone_version v where v.zone = $1 order by v.n`, zone)
	if err != nil {
		return nil, err
	}
	all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (Version, error) {
		var km2 *float64
		v, err := scanVersion(row, &km2)
		v.AreaKM2 = km2
		return v, err
	})
	if err == nil && len(all) == 0 {
		err = noZoneEver(zone)
	}
	if err != nil {
		return nil, err
	}
	names, err := s.Names(ctx)
	for i := range all {
		if err == nil {
			err = all[i].said(names)
		}
	}
	return all, err
}

func noZoneEver(zone int64) error {
	return geo.NotFoundf("There is no zone %d, and there was none.", zone)
}

// Version returns one version with its shape and its text, or a Problem of kind
// NotFound; 0 is the last.
func (s *Store) Version(ctx context.Context, _ geo.Viewer, zone int64, n int) (v Version, err error) {
	defer wrap(&err, "version %d of zone %d", n, zone)
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.reads.Query(ctx, `
		select `+versionColumns+`, ST_AsGeoJSON(v.axis, 7), ST_AsGeoJSON(v.geom, 7), round((ST_Area(v.geom::geography) / 1e6)::numeric, 4)::float8,
			zone_version_text(v.zone, v.particulars, v.definition, v.extent, v.geom)
		from zone_version v
		where v.zone = $1 and v.n = coalesce(nullif($2::bigint, 0), (select max(n) from zone_version where zone = $1))`, zone, n)
	if err != nil {
		return v, err
	}
	v, err = pgx.CollectOneRow(rows, func(row pgx.CollectableRow) (Version, error) {
		var axis, geom *string
		var km2 *float64
		var text string
		v, err := scanVersion(row, &axis, &geom, &km2, &text)
		v.Axis, v.Geometry, v.AreaKM2, v.Text = rawOrNil(axis), rawOrNil(geom), km2, text
		return v, err
	})
	if errors.Is(err, pgx.ErrNoRows) && n == 0 {
		return v, noZoneEver(zone)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return v, geo.NotFoundf("The zone %d has no version %d.", zone, n)
	}
	if err != nil {
		return v, err
	}
	names, err := s.Names(ctx)
	if err != nil {
		return v, err
	}
	return v, v.said(names)
}

// A Comparison is what differs between two versions of a zone.
type Comparison struct {
	From, To       Version
	Added, Removed json.RawMessage // GeoJSON MultiPolygon, null for nothing
	AddedKM2       float64
	RemovedKM2     float64
	FromKM2, ToKM2 float64
	Changes        []geo.Change
}

// Compare returns what differs between two versions of a zone, in space and in words.
func (s *Store) Compare(ctx context.Context, v geo.Viewer, zone int64, from, to int) (c Comparison, err error) {
	defer wrap(&err, "compare versions %d and %d of zone %d", from, to, zone)
	if c.From, err = s.Version(ctx, v, zone, from); err != nil {
		return c, err
	}
	if c.To, err = s.Version(ctx, v, zone, to); err != nil {
		return c, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	var added, removed *string
	err = s.reads.QueryRow(ctx, `
		with both_ as (
			select coalesce(a.geom, none) as was, coalesce(b.geom, none) as becomes
			from zone_version a
			join zone_version b on b.zone = a.zone and b.n = $3
			cross join (select ST_GeomFromText('MULTIPOLYGON EMPTY', 4326) as none) n
			where a.zone = $1 and a.n = $2
		), cut as (
			select was, becomes, ST_Multi(ST_CollectionExtract(ST_Difference(becomes, was), 3)) as added,
				ST_Multi(ST_CollectionExtract(ST_Difference(was, becomes), 3)) as removed
			from both_
		)
		select case when not ST_IsEmpty(added) then ST_AsGeoJSON(added, 7) end, case when not ST_IsEmpty(removed) then ST_AsGeoJSON(removed, 7) end,
			round((ST_Area(added::geography) / 1e6)::numeric, 3)::float8, round((ST_Area(removed::geography) / 1e6)::numeric, 3)::float8,
			round((ST_Area(was::geography) / 1e6)::numeric, 3)::float8, round((ST_Area(becomes::geography) / 1e6)::numeric, 3)::float8
		from cut`, zone, from, to).Scan(&added, &removed, &c.AddedKM2, &c.RemovedKM2, &c.FromKM2, &c.ToKM2)
	if err != nil {
		return c, err
	}
	c.Added, c.Removed = rawOrNil(added), rawOrNil(removed)
	c.Changes, err = geo.Changes(geo.State{Words: c.From.Words, Particulars: c.From.Particulars, KM2: c.FromKM2},
		geo.State{Words: c.To.Words, Particulars: c.To.Particulars, KM2: c.ToKM2}, c.AddedKM2, c.RemovedKM2)
	return c, err
}

// Relation says whether a point lay in a zone.
type Relation string

const (
	Yes      Relation = "yes"
	Possible Relation = "possible"
	No       Relation = "no"
)

// InForce is a version that was in force, and whether the point lay in it.
type InForce struct {
	Version
	Relation Relation
	Reasons  []geo.Finding // why it is no more than possible; none where it is sure
	Title    geo.Pair      // of the decree
}

// WasInForce is the answer to what was in force at a place on a day.
type WasInForce struct {
	Answer Relation
	Zones  []InForce  // of which the answer is yes or possible, the surest first
	Since  *time.Time // when versions began to be kept; before it nothing is known of what was known; nil for never
}

// indicativeMargin is how far, in metres, beyond an indicative shape the zone may have
// reached: such a circle has about the size of its unit and not its form.
const indicativeMargin = 10_000

// At answers what was in force at a place on a day, from the versions as they stood at
// an instant; nil is now. within is how well the place is known, in metres. Near an end
// by km it is no surer than that end was known along the road when it was published.
func (s *Store) At(ctx context.Context, _ geo.Viewer, lon, lat, within float64, day geo.Day, known *time.Time) (a WasInForce, err error) {
	defer wrap(&err, "what was in force")
	ctx, done := inTime(ctx, &err)
	defer done()
	a = WasInForce{Answer: No, Zones: []InForce{}}
	if err := s.reads.QueryRow(ctx, `select min(lower(recorded)) from zone_version`).Scan(&a.Since); err != nil {
		return a, err
	}
	at := time.Now()
	if known != nil {
		at = *known
	}
	// Now is what stands, whatever the clock of this server says.
	standing := known == nil
	rows, err := s.reads.Query(ctx, `
		with p as (
			select ST_SetSRID(ST_MakePoint($1, $2), 4326) as spot, $3::float8 as off
		), near as (
			select v.*, p.spot,
				ST_DWithin(v.geom::geography, p.spot::geography, p.off + case when v.extent = 'indicative' and v.axis is null then $7::float8 else 0 end) as touched,
				v.extent = 'derived' and ST_Covers(v.geom, p.spot) and (p.off = 0 or not ST_DWithin(ST_Boundary(v.geom)::geography, p.spot::geography, p.off)) as inside,
				coalesce(ST_DWithin(v.doubt::geography, p.spot::geography, p.off), false) as at_end
			from p, zone_version v
			where v.in_force @> $4::date and v.geom is not null
			  and case when $6 then upper_inf(v.recorded) else v.recorded @> $5::timestamptz end
			  and (v.geom && ST_Expand(p.spot, (p.off + $7::float8) / 100000) or v.doubt && ST_Expand(p.spot, p.off / 100000))
		), found as (
			select v.*, case when inside and not at_end then 'yes' when touched or at_end then 'possible' else 'no' end as relation,
				case when extent = 'indicative' then '[{"code": "shape_in_doubt"}]'::jsonb
					when touched and not inside then jsonb_build_array(jsonb_build_object('code', 'place_in_doubt', 'values', jsonb_build_object('within_m', $3::float8)))
					else '[]' end || case when at_end then ends.near else '[]' end as reasons
			from near v
			left join lateral (
				select coalesce(jsonb_agg(jsonb_build_object('code', 'end_in_doubt', 'part', e->'part',
					'values', jsonb_build_object('km', e->'km', 'off_m', e->'uncertainty_m', 'away_m', round(away))) order by away), '[]') as near
				from jsonb_array_elements(v.ends) e
				cross join lateral ST_Distance(ST_SetSRID(ST_MakePoint((e->'point'->>0)::float8, (e->'point'->>1)::float8), 4326)::geography, v.spot::geography) away
				-- No way along the road is shorter than that.
				where away <= (e->>'uncertainty_m')::float8 + (e->>'width_m')::float8 + $3::float8
			) ends on v.at_end
		)
		select `+versionColumns+`, v.relation, case when v.relation = 'possible' then v.reasons else '[]' end,
			v.particulars->'decree'->>'title_es', v.particulars->'decree'->>'title_en'
		from found v
		where v.relation <> 'no'
		order by v.relation desc, v.zone`, lon, lat, within, day.String(), at, standing, indicativeMargin)
	if err != nil {
		return a, err
	}
	a.Zones, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (z InForce, err error) {
		z.Version, err = scanVersion(row, &z.Relation, &z.Reasons, &z.Title.ES, &z.Title.EN)
		for i := range z.Reasons {
			z.Reasons[i] = z.Reasons[i].Said()
		}
		return z, err
	})
	if err != nil {
		return a, err
	}
	names, err := s.Names(ctx)
	for i := range a.Zones {
		if err == nil {
			err = a.Zones[i].said(names)
		}
	}
	if len(a.Zones) > 0 {
		a.Answer = a.Zones[0].Relation
	}
	return a, err
}
