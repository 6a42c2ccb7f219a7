package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"corredor/data"
)

// decree tells a decree, with its zones.
func (p *lasting) decree() error {
	l := p.l
	var a actFact
	if err := p.into(&a); err != nil {
		return err
	}
	p.title, p.lead = l.pick(a.TitleES, a.TitleEN), l.pick(a.WordsES, a.WordsEN)
	p.facts()
	p.fact("decrees.evidence", l.evidence(a.Evidence))
	if !p.present() {
		return nil
	}
	p.relate("lasting.zones", nil, p.zoneItems(a.Zones)...)
	p.relate("decrees.lifts", nil, p.zoneItems(a.Lifts)...)
	p.linked = p.legislation(a)
	return p.sightOf(append(slices.Clone(a.Zones), a.Lifts...))
}

// sightOf sets the map to hold zones, on the first day of the first of them.
func (p *lasting) sightOf(ids []int64) error {
	var box orb.Bound
	var first *zoneFact
	if len(ids) == 0 {
		return nil
	}
	err := p.find("zones", data.Query{IDs: ids}, func(f data.Feature, _ map[string]any) {
		known, ok := p.sheet.zones[f.ID]
		bound, placed := boundOf(f.Geometry)
		if !ok || !placed {
			return
		}
		if first == nil {
			first, box = &known, bound
		}
		box = box.Union(bound)
	})
	if err != nil || first == nil {
		return err
	}
	p.onMap = p.l.mapLink(first.Start, "zona", first.ID)
	p.sight("", first.Start, first.Start, first.LastDay, inBox(box))
	p.view.Set("zona", formatID(first.ID))
	return nil
}

// boundOf is the box round a geometry.
func boundOf(geometry []byte) (orb.Bound, bool) {
	g, err := geojson.UnmarshalGeometry(geometry)
	if len(geometry) == 0 || err != nil {
		return orb.Bound{}, false
	}
	return g.Geometry().Bound(), true
}

// inBox is a view that holds a box with some land round it.
func inBox(b orb.Bound) url.Values {
	b = b.Pad(max(0.02, (b.Max[0]-b.Min[0])*0.15, (b.Max[1]-b.Min[1])*0.15))
	return url.Values{"bbox": {strings.Join([]string{degrees(b.Min[0]), degrees(b.Min[1]), degrees(b.Max[0]), degrees(b.Max[1])}, ",")}}
}

// zoneItems names zones in a list: by decree, form and days in force.
func (p *lasting) zoneItems(ids []int64) (items []relatedItem) {
	for _, id := range ids {
		if z, ok := p.sheet.zones[id]; ok {
			items = append(items, relatedItem{Href: p.at("zones", id), Text: p.zoneName(z), Note: p.l.dates(z.Start, z.LastDay)})
		}
	}
	return items
}

// zoneName names a zone: "DS 056-2019-PCM: km 130–160, ±500 m".
func (p *lasting) zoneName(z zoneFact) string {
	return p.l.pick(orElse(z.DecreeNumber, z.TitleES), orElse(z.DecreeNumber, z.TitleEN)) + ": " + p.l.pick(z.FormES, z.FormEN)
}

// zone tells a zone of a decree.
func (p *lasting) zone() error {
	l := p.l
	var z zoneFact
	if err := p.into(&z); err != nil {
		return err
	}
	z.ID = p.id
	p.title, p.lead = l.say("lasting.zoneOf", p.zoneName(z)), l.pick(z.WordsES, z.WordsEN)
	p.leading("zone.decree", p.at("decrees", z.Decree), l.pick(z.TitleES, z.TitleEN))
	term := l.dates(z.Start, z.End)
	if z.Days != nil {
		term += " (" + l.count("decrees.days", *z.Days) + ")"
	}
	if z.TermInferred {
		term += ", " + l.word("decrees.inferred")
	}
	p.fact("decrees.term", term)
	if z.Lifted != nil {
		p.fact("zone.lifted", l.date(*z.Lifted))
	}
	if z.LiftedBy != nil {
		for _, a := range p.sheet.acts {
			if a.ID == *z.LiftedBy {
				p.leading("lasting.liftedBy", p.at("decrees", a.ID), l.pick(a.TitleES, a.TitleEN))
			}
		}
	}
	p.fact("decrees.rights", strings.TrimSpace(l.rights(z.Rights)+" "+l.pick(rightsNote(z.RightsNoteES, z.RightsNote, z.Rights))))
	p.facts()
	p.fact("zone.extent", l.code("extent", string(z.Extent))+". "+l.pick(z.ExtentNoteES, z.ExtentNoteEN))
	p.fact("decrees.evidence", l.evidence(z.Evidence))
	var chain []int64
	for _, id := range z.Chain {
		if id != z.ID {
			chain = append(chain, id)
		}
	}
	p.relate("decrees.chain", nil, p.zoneItems(chain)...)
	var inside []relatedItem
	for _, i := range p.sheet.incidents {
		for _, in := range i.Zones {
			if in.Zone == z.ID && len(inside) < mostRelated {
				item := p.incidentItem(i)
				item.Note += "; " + l.word("lies."+in.Relation)
				inside = append(inside, item)
			}
		}
	}
	p.relate("lasting.during", nil, inside...)
	p.linked = p.zonePlace(z)
	if bound, ok := boundOf(p.f.Geometry); ok {
		p.sight("zona", z.Start, z.Start, z.LastDay, inBox(bound))
		p.onMap = l.mapLink(z.Start, "zona", z.ID)
	}
	return nil
}
