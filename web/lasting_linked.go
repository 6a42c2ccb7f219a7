package web

import (
	"encoding/json"
	"strings"

	"corredor/geo"
)

// What pages say to machines: JSON-LD in the words of schema.org. It is data, which no
// browser runs, and the template writes it so that no text can end it.

type linkedObject = map[string]any

// graph is the page and what it is about.
func (p *lasting) graph(base string) any {
	if p.linked == nil {
		return nil
	}
	about := base + p.address(0, spanish) + "#it"
	p.linked["@id"], p.linked["url"], p.linked["name"] = about, base+p.address(0, p.l), p.title
	if p.lead != "" {
		p.linked["description"] = p.lead
	}
	var cites []linkedObject
	for _, s := range p.body.Sources {
		cite := linkedObject{"@type": "CreativeWork", "name": p.l.pick(s.NameES, s.Name)}
		if s.URL != "" {
			cite["url"] = s.URL
		}
		if s.Date != nil {
			cite["datePublished"] = geo.Day(*s.Date).String()
		}
		cites = append(cites, cite)
	}
	web := linkedObject{"@type": "WebPage", "@id": base + p.address(0, p.l), "url": base + p.address(0, p.l), "name": p.title, "inLanguage": string(p.l),
		"license": licenceURL, "isAccessibleForFree": true, "mainEntity": linkedObject{"@id": about},
		"isPartOf": linkedObject{"@type": "WebSite", "name": "Corredor", "url": base + "/"}}
	if len(cites) > 0 {
		web["citation"] = cites
	}
	if n := len(p.body.History); n > 0 && !p.body.History[0].When.IsZero() {
		web["dateModified"] = p.body.History[0].When.UTC().Format("2006-01-02T15:04:05Z")
		web["version"] = p.body.History[0].Version
	}
	return linkedObject{"@context": "https://schema.org", "@graph": []linkedObject{web, p.linked}}
}

// spot is a place by name, areas and, where it is known, point.
func (p *lasting) spot(name, district, province, department string, exact bool) linkedObject {
	address := linkedObject{"@type": "PostalAddress", "addressCountry": "PE"}
	if locality := orElse(district, province); locality != "" {
		address["addressLocality"] = locality
	}
	if department != "" {
		address["addressRegion"] = department
	}
	spot := linkedObject{"@type": "Place", "address": address}
	if name != "" {
		spot["name"] = name
	}
	if at, ok := p.point(); ok && exact {
		spot["geo"] = linkedObject{"@type": "GeoCoordinates", "latitude": json.Number(degrees(at.Lat())), "longitude": json.Number(degrees(at.Lon()))}
	}
	return spot
}

// event is an incident. A point that only labels an area is not told.
func (p *lasting) event(i incidentFact, kind kindFact) linkedObject {
	o := linkedObject{"@type": "Event", "identifier": i.Code, "startDate": geo.Day(i.Start).String(), "additionalType": p.l.pick(kind.LabelES, kind.LabelEN),
		"location": p.spot(p.l.pick(i.PlaceES, i.Place), i.District, i.Province, i.Department, i.PlacePrecision.IsPoint())}
	if i.End != nil {
		o["endDate"] = geo.Day(*i.End).String()
	}
	return o
}

// legislation is a decree.
func (p *lasting) legislation(a actFact) linkedObject {
	o := linkedObject{"@type": "Legislation", "inLanguage": "es", "legislationJurisdiction": linkedObject{"@type": "Country", "name": "Perú"}}
	if a.Number != "" {
		o["legislationIdentifier"] = a.Number
		o["legislationType"] = "Decreto Supremo"
		if !strings.HasPrefix(a.Number, "DS") {
			delete(o, "legislationType")
		}
	}
	if a.Published != nil {
		o["datePublished"] = geo.Day(*a.Published).String()
	}
	if a.Effective != nil {
		o["legislationDateOfApplicability"] = geo.Day(*a.Effective).String()
	}
	base := p.s.base(p.r)
	var zones []linkedObject
	for _, id := range a.Zones {
		zones = append(zones, linkedObject{"@id": base + pageOf("zones", id) + "#it"})
	}
	if zones != nil {
		o["spatialCoverage"] = zones
	}
	return o
}

// zonePlace is a zone: a place that a decree made.
func (p *lasting) zonePlace(z zoneFact) linkedObject {
	o := linkedObject{"@type": "AdministrativeArea", "subjectOf": linkedObject{"@type": "Legislation", "@id": p.s.base(p.r) + pageOf("decrees", z.Decree) + "#it",
		"name": p.l.pick(z.TitleES, z.TitleEN), "temporalCoverage": geo.Day(z.Start).String() + "/" + geo.Day(z.LastDay).String()}}
	if b, ok := boundOf(p.f.Geometry); ok {
		o["geo"] = linkedObject{"@type": "GeoShape", "box": strings.Join([]string{degrees(b.Min[1]), degrees(b.Min[0]), degrees(b.Max[1]), degrees(b.Max[0])}, " ")}
	}
	return o
}

func (p *lasting) placeLinked() linkedObject {
	precision := geo.PlacePrecision(textOf(p.values["precision"]))
	o := p.spot(p.title, textOf(p.values["district"]), textOf(p.values["province"]), textOf(p.values["department"]), precision.IsPoint())
	if aliases, _ := p.values["aliases"].([]any); len(aliases) > 0 {
		o["alternateName"] = aliases
	}
	return o
}

// actorTypes are what actors are; all others are organisations. None is a private person.
var actorTypes = map[string]string{"company": "Corporation", "state body": "GovernmentOrganization", "NGO / mediator": "NGO"}

func (p *lasting) actorLinked() linkedObject {
	kind := textOf(p.values["kind"])
	return linkedObject{"@type": orElse(actorTypes[kind], "Organization"), "identifier": textOf(p.values["code"]),
		"location": p.spot("", textOf(p.values["district"]), textOf(p.values["province"]), textOf(p.values["department"]), false)}
}

func (p *lasting) tableLinked() linkedObject {
	o := linkedObject{"@type": "EventSeries", "identifier": textOf(p.values["code"])}
	if day, err := geo.ParseDay(textOf(p.values["started"])); err == nil {
		o["startDate"] = day.String()
	}
	if place := p.text("place"); place != "" {
		o["location"] = linkedObject{"@type": "Place", "name": place, "address": linkedObject{"@type": "PostalAddress", "addressCountry": "PE"}}
	}
	return o
}

// actionStatuses are how promises stand, as far as schema.org tells them apart.
var actionStatuses = map[string]string{"pending": "PotentialActionStatus", "in_progress": "ActiveActionStatus", "met": "CompletedActionStatus", "unmet": "FailedActionStatus", "lapsed": "FailedActionStatus"}

func (p *lasting) promise(what string) linkedObject {
	o := linkedObject{"@type": "PlanAction", "identifier": textOf(p.values["code"]), "object": linkedObject{"@type": "Thing", "name": what}}
	if status := actionStatuses[textOf(p.values["status"])]; status != "" {
		o["actionStatus"] = "https://schema.org/" + status
	}
	for role, stem := range map[string]string{"agent": "responsible", "recipient": "beneficiary"} {
		if who := p.text(stem); who != "" {
			o[role] = linkedObject{"@type": "Organization", "name": who}
		}
	}
	if due, err := geo.ParseDay(textOf(p.values["due"])); err == nil {
		o["endTime"] = due.String()
	}
	return o
}
