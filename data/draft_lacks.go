package data

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"corredor/geo"
)

// Lacks tells what a draft lacks for being submitted, all at once.
func (s *Store) Lacks(ctx context.Context, v geo.Viewer, c DraftContent) (lacks []*geo.Problem, err error) {
	defer wrap(&err, "what a draft lacks")
	if err := v.May(geo.DraftZones); err != nil {
		return nil, err
	}
	leave, err := s.drawing(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	ctx, end := within(ctx, previewTime, &err)
	defer end()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		lacks, err = lacksIn(ctx, tx, c)
		return err
	})
	return lacks, err
}

func lacksIn(ctx context.Context, tx pgx.Tx, c DraftContent) (lacks []*geo.Problem, err error) {
	add := func(p *geo.Problem, code geo.Code, values map[string]any) {
		if len(lacks) < 100 {
			lacks = append(lacks, p.Coded(code, values))
		}
	}
	lack := func(there bool, name, format string, args ...any) {
		if !there {
			add(geo.Invalidf(name, format, args...), geo.CodeLacking, nil)
		}
	}
	d := c.Decree
	lack(d.Number != "" || d.ID != 0 && d.Title.ES != "", "decree.number", "The decree has no number.")
	lack(d.Kind != "", "decree.kind", "It is not said whether the decree declares, extends or lifts.")
	lack(d.Published != nil || d.ID != 0, "decree.published", "The decree has no day of publication.")
	lack(d.Link != "" || d.ID != 0, "decree.link", "The decree has no link to where it can be read.")
	lack(len(c.Zones)+len(c.Lifts) > 0, "zones", "The decree has no zone, and lifts none.")
	lack(len(c.Lifts) == 0 || d.Kind == geo.Lifts, "lifts", "Only a decree whose kind is lift lifts zones.")
	lack(len(c.Lifts) > 0 || d.Kind != geo.Lifts, "lifts", "A decree that lifts names the zones that it lifts.")
	if d.Number != "" {
		free, err := askIn[bool](ctx, tx, `select not exists (select from decree where number = $1 and id <> $2)`, d.Number, d.ID)
		if err != nil {
			return nil, err
		}
		if !free {
			add(geo.Invalidf("decree.number", "There is a decree %s already; make the draft a change of it.", d.Number),
				geo.CodeNumberTaken, map[string]any{"number": d.Number})
		}
	}
	for i, z := range c.Zones {
		at := fmt.Sprintf("zones[%d].", i)
		lack(z.Effect != "", at+"effect", "Zone %d does not say whether it declares or extends.", i+1)
		lack(z.First != nil, at+"start", "Zone %d has no first day.", i+1)
		lack(z.Days != nil, at+"days", "Zone %d does not say for how many days.", i+1)
		lack(z.Effect != geo.Extends || z.Extends != 0 || z.Zone != 0, at+"extends", "Zone %d extends, and does not say which zone.", i+1)
		if z.Extends != 0 {
			there, err := askIn[bool](ctx, tx, `select exists (select from zone where id = $1)`, z.Extends)
			if err != nil {
				return nil, err
			}
			lack(there, at+"extends", "There is no zone %d that zone %d could extend.", z.Extends, i+1)
		}
		if z.Zone != 0 {
			there, err := askIn[bool](ctx, tx, `select exists (select from zone where id = $1 and decree = $2)`, z.Zone, d.ID)
			if err != nil {
				return nil, err
			}
			if !there {
				add(geo.Invalidf(at+"zone", "The decree has no zone %d that zone %d could change.", z.Zone, i+1),
					geo.CodeZoneElsewhere, map[string]any{"zone": z.Zone})
			}
		}
		if missing := z.Definition.Missing(at + "definition."); len(missing) > 0 {
			for _, one := range missing {
				add(one, geo.CodeLacking, nil)
			}
			continue
		}
		found, err := deriveIn(ctx, tx, z.Definition)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			field := at + "definition"
			if f.Part > 0 {
				field += fmt.Sprintf(".parts[%d]", f.Part-1)
			}
			if f.Field != "" {
				field += "." + f.Field
			}
			lack(f.Weight != geo.Wrong, field, "Zone %d: %s", i+1, f.EN)
		}
	}
	for i, l := range c.Lifts {
		at := fmt.Sprintf("lifts[%d].", i)
		lack(l.From != nil, at+"from", "It is not said from which day the zone is no longer in force.")
		there, err := askIn[bool](ctx, tx, `select exists (select from zone where id = $1)`, l.Zone)
		if err != nil {
			return nil, err
		}
		lack(there, at+"zone", "There is no zone %d that could be lifted.", l.Zone)
	}
	return lacks, nil
}

// deriveIn returns the findings of a definition that says all it needs.
func deriveIn(ctx context.Context, from rower, d geo.Definition) (found []geo.Finding, err error) {
	text, err := d.MarshalJSON()
	if err != nil {
		return nil, err
	}
	if err = from.QueryRow(ctx, `select findings from derive_definition($1::jsonb)`, string(text)).Scan(&found); err != nil {
		return nil, err
	}
	for i := range found {
		found[i] = found[i].Said()
	}
	return found, nil
}

func askIn[T any](ctx context.Context, tx pgx.Tx, sql string, args ...any) (v T, err error) {
	return v, tx.QueryRow(ctx, sql, args...).Scan(&v)
}

// AreaFindings tells what is wrong with a shape that was drawn, dropped or pasted.
func (s *Store) AreaFindings(ctx context.Context, v geo.Viewer, shape orb.MultiPolygon) (found []geo.Finding, err error) {
	defer wrap(&err, "look at an area")
	if err := v.May(geo.DraftZones); err != nil {
		return nil, err
	}
	if err := geo.CheckTangle("file", shape); err != nil {
		return nil, err
	}
	leave, err := s.drawing(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	ctx, end := within(ctx, previewTime, &err)
	defer end()
	return deriveIn(ctx, s.reads, geo.Definition{Parts: []geo.Part{{Op: geo.Add, By: geo.ByHand, Geometry: shape}}})
}
