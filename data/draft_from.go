package data

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// Ways of beginning a draft from a published decree.
const (
	AsCopy   = "copy"   // the same zones in a new decree
	AsExtend = "extend" // their next period, in a new decree
	AsChange = "change" // new versions of them
)

// DraftFrom returns the content with which a draft of a published decree begins; with
// zones it has those alone.
func (s *Store) DraftFrom(ctx context.Context, v geo.Viewer, decree int64, zones []int64, as string) (c DraftContent, err error) {
	defer wrap(&err, "a draft from decree %d", decree)
	if err := v.May(geo.DraftZones); err != nil {
		return c, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		c, err = draftFrom(ctx, tx, decree, zones, as)
		return err
	})
	return c, err
}

func draftFrom(ctx context.Context, tx pgx.Tx, decree int64, zones []int64, as string) (c DraftContent, err error) {
	c = DraftContent{Zones: []ZoneDraft{}, Lifts: []LiftDraft{}}
	var published *string
	err = tx.QueryRow(ctx, `
		select d.id, coalesce(d.number, ''), d.kind::text, d.published::text, d.title_es, d.title_en, d.words_es, d.words_en, coalesce(d.note, ''),
			coalesce(s.url, ''), coalesce(s.name, '')
		from decree d
		left join lateral (select o.url, o.name from decree_source x join source o on o.id = x.source where x.decree = d.id order by x.of, o.id limit 1) s on true
		where d.id = $1`, decree).Scan(&c.Decree.ID, &c.Decree.Number, &c.Decree.Kind, &published, &c.Decree.Title.ES, &c.Decree.Title.EN,
		&c.Decree.Words.ES, &c.Decree.Words.EN, &c.Decree.Note, &c.Decree.Link, &c.Decree.Source)
	if err == pgx.ErrNoRows {
		return c, geo.NotFoundf("There is no decree %d.", decree)
	}
	if err != nil {
		return c, err
	}
	c.Decree.Published = dayOf(published)
	if as == AsChange {
		c.Decree.dropStandIns()
	}
	rows, err := tx.Query(ctx, `
		select z.id, (select max(n) from zone_version where zone = z.id), zone_definition(z), z.effect, coalesce(z.extends, 0), z.starts::text,
			z.days, z.ends::text, z.rights::text[], coalesce(z.rights_note, ''), z.words_es, z.words_en, coalesce(z.note_es, ''), coalesce(z.note_en, ''),
			(upper(z.in_force))::text
		from zone z where z.decree = $1 order by z.part`, decree)
	if err != nil {
		return c, err
	}
	var all []ZoneDraft
	next := map[int64]*geo.Day{}
	all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (z ZoneDraft, err error) {
		var definition json.RawMessage
		var first, last string
		var free *string
		var days *int
		if err := row.Scan(&z.Zone, &z.Base, &definition, &z.Effect, &z.Extends, &first, &days, &last, &z.Rights, &z.RightsNote,
			&z.Words.ES, &z.Words.EN, &z.Note.ES, &z.Note.EN, &free); err != nil {
			return z, err
		}
		if z.Definition, err = geo.ParseDefinition(definition); err != nil {
			return z, err
		}
		z.First = dayOf(&first)
		if end := dayOf(&last); z.First != nil && end != nil {
			n := int(*end-*z.First) + 1 // the term really counted, where days were not stated or inferred otherwise
			z.Days = &n
		}
		next[z.Zone] = dayOf(free)
		return z, nil
	})
	if err != nil {
		return c, err
	}
	for _, z := range all {
		if len(zones) == 0 || slices.Contains(zones, z.Zone) {
			c.Zones = append(c.Zones, z)
		}
	}
	if as == AsChange {
		return c, nil
	}
	// A new decree: what was particular to the old one is to be filled in.
	kind := c.Decree.Kind
	if as == AsExtend {
		kind = geo.Extends
	}
	c.Decree = DecreeDraft{Kind: kind}
	for i := range c.Zones {
		z := &c.Zones[i]
		if as == AsExtend {
			z.Effect, z.Extends, z.First = geo.Extends, z.Zone, next[z.Zone]
		}
		z.Zone, z.Base = 0, 0
	}
	return c, nil
}

func dayOf(s *string) *geo.Day {
	if s == nil {
		return nil
	}
	d, err := geo.ParseDay(*s)
	if err != nil {
		return nil
	}
	return &d
}

// DecreeOf returns the decree of a zone.
func (s *Store) DecreeOf(ctx context.Context, zone int64) (decree int64, err error) {
	defer wrap(&err, "the decree of zone %d", zone)
	err = s.pool.QueryRow(ctx, `select decree from zone where id = $1`, zone).Scan(&decree)
	if err == pgx.ErrNoRows {
		err = geo.NotFoundf("There is no zone %d.", zone)
	}
	return decree, err
}

// dropStandIns empties titles that nobody wrote: what is published without one has that
// in Spanish, or its number.
func (d *DecreeDraft) dropStandIns() {
	if d.Title.EN == d.Title.ES || d.Title.EN == d.Number {
		d.Title.EN = ""
	}
	if d.Title.ES == d.Number {
		d.Title.ES = ""
	}
}

// titles are those that the act is published with.
func (d *DecreeDraft) titles() (es, en string) {
	return cmp.Or(d.Title.ES, d.Number), cmp.Or(d.Title.EN, d.Title.ES, d.Number)
}
