package data

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// server is who proposes what follows from a better road.
var server = Someone{Person: "server", Name: "Corredor"}

// A Proposed zone is one that a better road would draw otherwise.
type Proposed struct {
	Zone, Draft    int64
	Decree         string
	Part           int
	From, To       float64 // km²
	Added, Removed float64 // km²
	Lost           bool    // it cannot be drawn on the new line
}

// ProposeZones compares what the zones along some routes would be on the lines as they
// are in the batch with what they were published as. Those that differ are proposed, a
// draft for each decree, for a publisher to accept; open proposals of before for the
// same decrees give way.
func (b *Batch) ProposeZones(ctx context.Context, routes []int64, why string) (all []Proposed, err error) {
	rows, err := b.Tx.Query(ctx, `
		with along as (
			select z.*, derived.geom as becomes
			from zone z
			cross join lateral derive_definition(zone_definition(z)) derived
			where exists (
				select from jsonb_array_elements(zone_definition(z)->'parts') p
				join route r on r.code = p->>'route' where r.id = any ($1))
		), cut as (
			select a.*, coalesce(a.geom, none) as was, coalesce(a.becomes, none) as is_
			from along a, (select ST_GeomFromText('MULTIPOLYGON EMPTY', 4326) as none) n
		)
		select c.id, c.decree, d.title_es, c.part, ST_Area(c.was::geography) / 1e6, ST_Area(c.is_::geography) / 1e6,
			ST_Area(ST_Difference(c.is_, c.was)::geography) / 1e6, ST_Area(ST_Difference(c.was, c.is_)::geography) / 1e6, c.becomes is null
		from cut c
		join decree d on d.id = c.decree
		order by c.decree, c.part`, routes)
	if err != nil {
		return nil, err
	}
	var p Proposed
	var decree int64
	byDecree := map[int64][]int64{}
	var order []int64
	of := map[int64]int64{}
	_, err = pgx.ForEachRow(rows, []any{&p.Zone, &decree, &p.Decree, &p.Part, &p.From, &p.To, &p.Added, &p.Removed, &p.Lost}, func() error {
		if p.Added+p.Removed < 1e-5 && !p.Lost { // ten square metres: the same line, measured again
			return nil
		}
		all = append(all, p)
		of[p.Zone] = decree
		if p.Lost {
			return nil
		}
		if byDecree[decree] == nil {
			order = append(order, decree)
		}
		byDecree[decree] = append(byDecree[decree], p.Zone)
		return nil
	})
	if err != nil {
		return nil, err
	}
	drafts := map[int64]int64{}
	for _, decree := range order {
		if drafts[decree], err = b.propose(ctx, decree, byDecree[decree], why); err != nil {
			return nil, err
		}
	}
	for i := range all {
		all[i].Draft = drafts[of[all[i].Zone]]
	}
	return all, nil
}

func (b *Batch) propose(ctx context.Context, decree int64, zones []int64, why string) (int64, error) {
	rows, err := b.Tx.Query(ctx, `
		update draft set state = 'deleted' where kind = 'proposal' and state in ('draft', 'submitted') and decree = $1
		returning id, n`, decree)
	if err != nil {
		return 0, err
	}
	type old struct {
		ID int64
		N  int
	}
	before, err := pgx.CollectRows(rows, pgx.RowToStructByPos[old])
	if err != nil {
		return 0, err
	}
	for _, o := range before {
		if err := note(ctx, b.Tx, o.ID, o.N, "delete", server, "A newer line of the road makes another proposal."); err != nil {
			return 0, err
		}
	}
	c, err := draftFrom(ctx, b.Tx, decree, zones, AsChange)
	if err != nil {
		return 0, err
	}
	c.Why = why
	d, err := addDraft(ctx, b.Tx, server, "proposal", c)
	if err != nil {
		return 0, err
	}
	if _, err := b.Tx.Exec(ctx, `update draft set state = 'submitted' where id = $1`, d.ID); err != nil {
		return 0, err
	}
	return d.ID, note(ctx, b.Tx, d.ID, 1, "submit", server, why)
}

// Said tells what would become of the zone.
func (p Proposed) Said() string {
	if p.Lost {
		return fmt.Sprintf("Zone %d (%s, part %d) cannot be drawn on the new line; it stays as it was published.", p.Zone, p.Decree, p.Part)
	}
	return fmt.Sprintf("Zone %d (%s, part %d) would change from %.1f km² to %.1f km²: %.1f km² added, %.1f km² removed. Draft %d proposes it, for a publisher to accept; until then it stays as it was published.",
		p.Zone, p.Decree, p.Part, p.From, p.To, p.Added, p.Removed, p.Draft)
}

// A Difference is what a draft would make of a published zone.
type Difference struct {
	Zone       int64           `json:"zone"`
	FromKM2    float64         `json:"from_km2"`
	ToKM2      float64         `json:"to_km2"`
	AddedKM2   float64         `json:"added_km2"`
	RemovedKM2 float64         `json:"removed_km2"`
	Added      json.RawMessage `json:"added"`   // GeoJSON, null for nothing
	Removed    json.RawMessage `json:"removed"` // GeoJSON, null for nothing
}

// Differences tells what a change or a proposal would make of the zones it changes. A
// zone whose definition is not complete is left out.
func (s *Store) Differences(ctx context.Context, v geo.Viewer, d Draft) (all []Difference, err error) {
	defer wrap(&err, "what draft %d would change", d.ID)
	if err := v.May(geo.DraftZones); err != nil {
		return nil, err
	}
	all = []Difference{}
	if !slices.ContainsFunc(d.Content.Zones, func(z ZoneDraft) bool { return z.Zone != 0 }) {
		return all, nil // a new decree changes nothing: it needs no turn at drawing
	}
	leave, err := s.drawing(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	ctx, end := within(ctx, previewTime, &err)
	defer end()
	for _, z := range d.Content.Zones {
		if z.Zone == 0 || len(z.Definition.Missing("")) > 0 {
			continue
		}
		text, err := z.Definition.MarshalJSON()
		if err != nil {
			return nil, err
		}
		diff := Difference{Zone: z.Zone}
		var added, removed *string
		err = s.pool.QueryRow(ctx, `
			with cut as (
				select coalesce(z.geom, none) as was, coalesce(made.geom, none) as is_
				from zone z, derive_definition($2::jsonb) made, (select ST_GeomFromText('MULTIPOLYGON EMPTY', 4326) as none) n
				where z.id = $1
			), both_ as (
				select *, ST_Multi(ST_CollectionExtract(ST_Difference(is_, was), 3)) as added, ST_Multi(ST_CollectionExtract(ST_Difference(was, is_), 3)) as removed from cut
			)
			select round((ST_Area(was::geography) / 1e6)::numeric, 3)::float8, round((ST_Area(is_::geography) / 1e6)::numeric, 3)::float8,
				round((ST_Area(added::geography) / 1e6)::numeric, 3)::float8, round((ST_Area(removed::geography) / 1e6)::numeric, 3)::float8,
				case when not ST_IsEmpty(added) then ST_AsGeoJSON(added, 6) end, case when not ST_IsEmpty(removed) then ST_AsGeoJSON(removed, 6) end
			from both_`, z.Zone, string(text)).Scan(&diff.FromKM2, &diff.ToKM2, &diff.AddedKM2, &diff.RemovedKM2, &added, &removed)
		if err == pgx.ErrNoRows {
			continue // the zone is gone; publishing will say so
		}
		if err != nil {
			return nil, err
		}
		diff.Added, diff.Removed = rawOrNil(added), rawOrNil(removed)
		all = append(all, diff)
	}
	return all, nil
}
