package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"corredor/data"
	"corredor/geo"
)

// incident tells an incident.
func (p *lasting) incident() error {
	l := p.l
	var i incidentFact
	if err := p.into(&i); err != nil {
		return err
	}
	kind := p.sheet.kinds[i.Kind]
	where_ := orElse(l.pick(i.PlaceES, i.Place), l.word("incident.noPlace"))
	p.title = orElse(l.pick(kind.LabelES, kind.LabelEN), i.Kind) + " · " + where_ + ", " + l.spanOf(i)
	p.lead = l.pick(i.SummaryES, i.SummaryEN)
	p.fact("lasting.when", l.periodOf(i))
	place := where_
	if areas := where(i); areas != "" {
		place += " – " + areas
	}
	p.fact("incident.where", place+" ("+l.word("precision."+string(i.PlacePrecision))+p.within("uncertainty_m")+")")
	if p.present() {
		p.fact("lasting.group", l.word("category."+string(i.Category)))
		p.fact("incident.km", p.kmOf())
	}
	if i.KmStated != "" {
		p.fact("lasting.kmStated", i.KmStated+", "+l.kmNote(i))
	}
	p.fact("incident.deaths", l.toll(i.DeathsLow, i.DeathsBest, i.DeathsHigh, ""))
	p.fact("incident.injured", l.toll(i.InjuredLow, i.InjuredBest, i.InjuredHigh, i.InjuredText))
	if fact, ok := p.factOf("actors"); ok {
		fact.Title = l.word("incident.who")
		p.body.Facts = append(p.body.Facts, fact)
	}
	p.facts()
	p.leadIncident(i)
	if !p.present() {
		return nil
	}
	if len(i.Disagree) > 0 {
		p.body.Disagree = l.disagree(i.Disagree)
	}
	p.linked = p.event(i, kind)
	if err := p.claims(); err != nil {
		return err
	}
	return p.beside(i)
}

// leadIncident sets where the map shows it: as near as its place is known.
func (p *lasting) leadIncident(i incidentFact) {
	p.onMap = p.l.mapLink(i.Start, "incidente", p.id)
	zoom := map[geo.PlacePrecision]string{geo.Exact: "11", geo.Community: "10", geo.InDistrict: "9", geo.InProvince: "7.5"}[i.PlacePrecision]
	at, ok := p.point()
	if !ok || zoom == "" {
		return
	}
	year := geo.Day(i.Start).Time().Year()
	from, _ := geo.ParseDay(fmt.Sprintf("%04d-01-01", year))
	to, _ := geo.ParseDay(fmt.Sprintf("%04d-12-31", year))
	p.sight("incidente", i.Start, day(from), day(to), lookAt(zoom, at))
}

// lookAt is a view with a point in its middle.
func lookAt(zoom string, at orb.Point) url.Values {
	return url.Values{"mapa": {zoom + "/" + degrees(at.Lat()) + "/" + degrees(at.Lon())}}
}

func degrees(n float64) string { return strconv.FormatFloat(n, 'f', 4, 64) }

func formatID(id int64) string { return strconv.FormatInt(id, 10) }

// point is where the item lies, if it is a point.
func (p *lasting) point() (orb.Point, bool) {
	g, err := geojson.UnmarshalGeometry(p.f.Geometry)
	if len(p.f.Geometry) == 0 || err != nil {
		return orb.Point{}, false
	}
	at, ok := g.Geometry().(orb.Point)
	return at, ok
}

// spanOf is the days of an incident, shortly: the first alone where no end is stated.
func (l lang) spanOf(i incidentFact) string {
	if i.End == nil {
		return l.date(i.Start)
	}
	return l.dates(i.Start, *i.End)
}

// periodOf is the days of an incident with how many they are and how well they are known.
func (l lang) periodOf(i incidentFact) string {
	text := l.spanOf(i)
	if i.End == nil {
		text += ", " + l.word("incident.openEnd")
	}
	if lasted := l.lasted(i); lasted != "" {
		text += " (" + lasted + ")"
	}
	if precision := string(i.TimePrecision); precision == "week" || precision == "month" {
		text += ", " + l.word("incident."+precision)
	}
	return text
}

// within is how well a place is known, from a property in metres: ", ± 2.5 km".
func (p *lasting) within(property string) string {
	n, ok := p.values[property].(json.Number)
	m, err := n.Float64()
	if !ok || err != nil {
		return ""
	}
	return ", " + metres(m)
}

// metres prints a distance either way: "± 300 m", "± 2.5 km".
func metres(m float64) string {
	if m < 1000 {
		return "±" + nbsp + number(m, 0) + nbsp + "m"
	}
	decimals := 1
	if m >= 10_000 {
		decimals = 0
	}
	return "±" + nbsp + number(m/1000, decimals) + nbsp + "km"
}

// kmOf is the km of an incident on its scale, with its uncertainty.
func (p *lasting) kmOf() string {
	n, ok := p.values["km"].(json.Number)
	km, err := n.Float64()
	if !ok || err != nil {
		return ""
	}
	about := ""
	if far, _ := p.values["km_extrapolated"].(bool); far {
		about = "≈" + nbsp
	}
	scale := textOf(p.values["km_scale"])
	posts, _ := data.FindCollection("km-posts")
	_ = p.s.Store.Items(p.r.Context(), viewer(p.r), posts, data.Query{Equals: map[string]string{"scale": scale}, Limit: 1}, func(f data.Feature) error {
		values, err := readProperties(f)
		if err == nil {
			scale = orElse(p.l.pick(textOf(values["scale_name_es"]), textOf(values["scale_name_en"])), scale)
		}
		return err
	}) // its code stands where its name cannot be asked
	return fmt.Sprintf("%skm %s%s, %s", about, geo.KmOf(km), p.within("km_uncertainty_m"), scale)
}

// beside relates an incident to the zones, actors, cases and tables it belongs to.
func (p *lasting) beside(i incidentFact) error {
	l := p.l
	var zones []relatedItem
	for _, z := range i.Zones {
		item := relatedItem{Href: p.at("zones", z.Zone), Text: l.pick(orElse(z.Decree, z.TitleES), orElse(z.Decree, z.TitleEN)), Note: l.word("lies." + z.Relation)}
		if known, ok := p.sheet.zones[z.Zone]; ok {
			item.Text += ": " + l.pick(known.FormES, known.FormEN)
			item.Note += "; " + l.dates(known.Start, known.LastDay)
		}
		zones = append(zones, item)
	}
	p.relate("incident.zones", nil, zones...)
	if id, ok := p.number("place_id"); ok {
		p.relate("lasting.placeOf", nil, relatedItem{Href: p.at("places", id), Text: l.pick(i.PlaceES, i.Place)})
	}
	known, err := p.s.Store.ActorsOf(p.r.Context(), viewer(p.r), p.id)
	if err != nil {
		return err
	}
	var actors []relatedItem
	for _, a := range known {
		actors = append(actors, relatedItem{Href: p.at("actors", a.ID), Text: l.pick(*orZero(a.NameES), a.Name), Note: l.code("kind", a.Kind)})
	}
	p.relate("lasting.actors", nil, actors...)
	if err := p.dialogueAround(i); err != nil {
		return err
	}
	return p.cases()
}

// mostRelated is how many things of a kind stand on a page.
const mostRelated = 60

// number is a whole number that the item says.
func (p *lasting) number(name string) (int64, bool) {
	n, ok := p.values[name].(json.Number)
	id, err := n.Int64()
	return id, ok && err == nil
}

// cases relates the item to the ombudsman's cases that it belongs to, and to the
// dialogue about them.
func (p *lasting) cases() error {
	list, _ := p.values["cases"].([]any)
	var cases, tables []relatedItem
	seen := map[int64]bool{p.id: p.noun.collection == "dialogue-tables"}
	for n, one := range list {
		if n == 5 {
			break
		}
		id, _ := one.(json.Number).Int64()
		err := p.find("cases", data.Query{IDs: []int64{id}}, func(f data.Feature, values map[string]any) {
			cases = append(cases, relatedItem{Href: "/collections/cases/items/" + formatID(f.ID) + "?f=html&lang=" + string(p.l), Text: p.l.pick(textOf(values["title_es"]), textOf(values["title"]))})
		})
		if err != nil {
			return err
		}
		err = p.find("dialogue-tables", data.Query{Equals: map[string]string{"cases": formatID(id)}, Limit: mostRelated}, func(f data.Feature, values map[string]any) {
			if !seen[f.ID] {
				seen[f.ID] = true
				tables = append(tables, relatedItem{Href: p.at("dialogue-tables", f.ID), Text: p.l.pick(textOf(values["name_es"]), textOf(values["name_en"])), Note: strings.TrimPrefix(p.l.stated(textOf(values["started"]))+"; "+p.standingOf(f.ID), "; ")})
			}
		})
		if err != nil {
			return err
		}
	}
	p.relate("lasting.tables", nil, tables...)
	p.relate("lasting.cases", nil, cases...)
	return nil
}

// incidentItem names an incident in a list.
func (p *lasting) incidentItem(i incidentFact) relatedItem {
	kind := p.sheet.kinds[i.Kind]
	return relatedItem{Href: p.at("incidents", i.ID), Note: p.l.spanOf(i),
		Text: orElse(p.l.pick(kind.LabelES, kind.LabelEN), i.Kind) + " · " + orElse(p.l.pick(i.PlaceES, i.Place), p.l.word("incident.noPlace"))}
}

// incidentsFound lists incidents that a query finds, the newest first.
func (p *lasting) incidentsFound(q data.Query) (items []relatedItem, err error) {
	var found []incidentFact
	err = p.find("incidents", q, func(f data.Feature, _ map[string]any) {
		i := incidentFact{ID: f.ID}
		if json.Unmarshal(f.Properties, &i) == nil {
			i.ID = f.ID
			found = append(found, i)
		}
	})
	slices.SortStableFunc(found, func(a, b incidentFact) int { return cmp.Compare(b.Start, a.Start) })
	for _, i := range found {
		items = append(items, p.incidentItem(i))
	}
	return items, err
}
