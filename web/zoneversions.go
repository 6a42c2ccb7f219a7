package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

var asText = form{"txt", "text/plain; charset=utf-8"}

// versionForms are the forms in which one version comes; txt is the text whose
// checksum it has.
var versionForms = []form{asGeoJSON, {"json", geoJSONType}, asHTML, asText}

// versionJSON is what is told of a version beside its shape.
type versionJSON struct {
	Zone        int64           `json:"zone"`
	Version     int             `json:"version"`
	From        time.Time       `json:"recorded_from"`
	To          *time.Time      `json:"recorded_to"`
	How         string          `json:"how"`
	Draft       *int64          `json:"draft"`
	DraftedBy   *string         `json:"drafted_by"`
	PublishedBy *string         `json:"published_by"`
	Why         *string         `json:"why"`
	Words       geo.Pair        `json:"words"`
	Particulars json.RawMessage `json:"particulars"`
	Definition  json.RawMessage `json:"definition"`
	Extent      *geo.Extent     `json:"extent"`
	AreaKM2     *float64        `json:"area_km2"`
	Axis        json.RawMessage `json:"axis,omitempty"`
	Checksum    string          `json:"checksum"`
	Href        string          `json:"href"`
}

func (s *Server) versionJSON(r *http.Request, v data.Version) versionJSON {
	text := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	return versionJSON{v.Zone, v.N, v.From.UTC(), v.To, v.How, v.Draft, text(v.DraftedBy), text(v.PublishedBy), text(v.Why), v.Words, v.Particulars,
		v.Definition, v.Extent, v.AreaKM2, v.Axis, v.Checksum, s.versionAddress(r, v.Zone, v.N)}
}

func (s *Server) versionAddress(r *http.Request, zone int64, n int) string {
	return fmt.Sprintf("%s/zones/%d/versions/%d", s.base(r), zone, n)
}

func readZoneID(r *http.Request) (int64, error) {
	text := chi.URLParam(r, "zone")
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, geo.NotFoundf("There is no zone %q; the ids of zones are whole numbers.", geo.Clip(text, 40))
	}
	return id, nil
}

// zoneVersions lists the versions of a zone.
func (s *Server) zoneVersions(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, described)
	if err != nil {
		return err
	}
	zone, err := readZoneID(r)
	if err != nil {
		return err
	}
	all, err := s.Store.Versions(r.Context(), geo.Anyone, zone)
	if err != nil {
		return err
	}
	list := make([]versionJSON, len(all))
	for i, v := range all {
		list[i] = s.versionJSON(r, v)
	}
	w.Header().Set("Cache-Control", "no-cache")
	links := s.otherForms(r, a, described)
	return s.answer(w, r, a, links, map[string]any{"zone": zone, "versions": list, "links": links}, func() page {
		l := a.lang
		table := sheetSection{Head: l.heads("zone.n", "zone.from", "zone.to", "zone.how", "zone.who", "zone.why", "zone.definition")}
		for i, v := range all {
			at := fmt.Sprintf("/zones/%d/versions/%d", zone, v.N)
			last := cell{Text: l.word("zone.stands")}
			if v.To != nil {
				last.Text = l.moment(*v.To)
			}
			said := cell{Text: l.pick(v.Words.ES, v.Words.EN)}
			row := []cell{l.leads(at, strconv.Itoa(v.N)), {Text: l.moment(v.From)}, last, {Text: l.code("zone_how", v.How)}, {Text: v.PublishedBy}, {Text: v.Why}, said}
			if i > 0 {
				row[6].Note = l.word("zone.n") + " " + strconv.Itoa(v.N-1) + " → " + strconv.Itoa(v.N)
				row[6] = cell{Href: fmt.Sprintf("/zones/%d/compare?from=%d&to=%d&f=html&lang=%s", zone, v.N-1, v.N, l), Text: said.Text, Note: row[6].Note}
			}
			table.Rows = append(table.Rows, row)
		}
		return page{Title: l.say("zone.versions", zone), Lead: l.word("zone.versionsLead"), Trail: l.zoneTrail(zone), Body: sheet{table}}
	})
}

func (l lang) zoneTrail(zone int64) []crumb {
	return l.trail(crumb{"/collections", l.word("api.collections")}, crumb{fmt.Sprintf("/collections/zones/items/%d", zone), l.word("zone.zone") + " " + strconv.FormatInt(zone, 10)})
}

// zoneVersion tells one version: as a feature, on a page, or as the text whose
// checksum it has.
func (s *Server) zoneVersion(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, versionForms)
	if err != nil {
		return err
	}
	v, err := s.readVersion(r, chi.URLParam(r, "version"))
	if err != nil {
		return err
	}
	h := w.Header()
	// It never changes, but that it is followed by another: then recorded_to is told.
	h.Set("Cache-Control", "no-cache")
	if a.form == asText {
		h.Set("Content-Type", asText.mediaType)
		_, err := w.Write([]byte(v.Text))
		return err
	}
	links := s.otherForms(r, a, []form{asGeoJSON, asHTML, asText})
	feature := map[string]any{"type": "Feature", "id": fmt.Sprintf("%d.%d", v.Zone, v.N), "geometry": v.Geometry, "properties": s.versionJSON(r, v), "links": links}
	return s.answer(w, r, a, links, feature, func() page {
		return page{Title: a.lang.say("zone.version", v.Zone, v.N), Lead: a.lang.pick(v.Words.ES, v.Words.EN), Trail: a.lang.zoneTrail(v.Zone),
			Body: sheet{sheetSection{Facts: a.lang.versionFacts(v)}, a.lang.versionWays(v)}}
	})
}

// readVersion finds the version that the address names by its number.
func (s *Server) readVersion(r *http.Request, text string) (v data.Version, err error) {
	zone, err := readZoneID(r)
	if err != nil {
		return v, err
	}
	n, err := readVersionNumber(text)
	if err != nil {
		return v, geo.NotFoundf("The zone %d has no version %q; versions are numbered from 1.", zone, geo.Clip(text, 40))
	}
	return s.Store.Version(r.Context(), geo.Anyone, zone, n)
}

// readVersionNumber reads the number of a version in an address, as wide as the database
// keeps it.
func readVersionNumber(text string) (int, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	if err == nil && n < 1 {
		err = strconv.ErrRange
	}
	return int(n), err
}

// versionTold are the particulars of a version that pages show.
type versionTold struct {
	Decree struct {
		ID      int64   `json:"id"`
		Number  *string `json:"number"`
		TitleES string  `json:"title_es"`
		TitleEN string  `json:"title_en"`
	} `json:"decree"`
	Start  string   `json:"start"`
	End    string   `json:"end"`
	Days   *int     `json:"days"`
	Lifted *string  `json:"lifted"`
	Rights []string `json:"rights"`
}

func readTold(v data.Version) (t versionTold) {
	// Where it cannot be read the page shows less; the JSON has it as it stands.
	_ = json.Unmarshal(v.Particulars, &t)
	return t
}

// versionFacts are the particulars of a version in words.
func (l lang) versionFacts(v data.Version) []sheetFact {
	t := readTold(v)
	orUnknown := func(s string) cell {
		if s == "" {
			return cell{Text: l.word("zone.unknown")}
		}
		return cell{Text: s}
	}
	decree := cell{Text: l.pick(t.Decree.TitleES, t.Decree.TitleEN), Href: fmt.Sprintf("/collections/decrees/items/%d?f=html&lang=%s", t.Decree.ID, l)}
	var rights []string
	for _, right := range t.Rights {
		rights = append(rights, l.code("rights", right))
	}
	facts := []sheetFact{
		{l.word("zone.decree"), decree},
		{l.word("zone.term"), cell{Text: l.termWords(t)}},
		{l.word("zone.rights"), orUnknown(strings.Join(rights, ", "))},
		{l.word("zone.definition"), cell{Text: l.pick(v.Words.ES, v.Words.EN)}},
	}
	if t.Lifted != nil {
		facts = append(facts, sheetFact{l.word("zone.lifted"), cell{Text: l.stated(*t.Lifted)}})
	}
	if v.AreaKM2 != nil {
		facts = append(facts, sheetFact{l.word("zone.area"), cell{Text: number(*v.AreaKM2, 1) + nbsp + "km²"}})
	}
	if v.Extent != nil {
		facts = append(facts, sheetFact{l.word("zone.extent"), cell{Text: l.code("extent", string(*v.Extent))}})
	}
	facts = append(facts, sheetFact{l.word("zone.from"), cell{Text: l.moment(v.From)}})
	if v.To != nil {
		facts = append(facts, sheetFact{l.word("zone.to"), cell{Text: l.moment(*v.To)}})
	}
	return append(facts,
		sheetFact{l.word("zone.how"), cell{Text: l.code("zone_how", v.How)}},
		sheetFact{l.word("zone.who"), orUnknown(v.PublishedBy)},
		sheetFact{l.word("zone.drafted"), orUnknown(v.DraftedBy)},
		sheetFact{l.word("zone.why"), orUnknown(v.Why)},
		sheetFact{l.word("zone.checksum"), cell{Text: v.Checksum, Code: true}})
}

// termWords prints "29 mar – 12 abr 2019 (15 días)".
func (l lang) termWords(t versionTold) string {
	first, err := geo.ParseDay(t.Start)
	last, too := geo.ParseDay(t.End)
	if err != nil || too != nil {
		return l.word("zone.unknown")
	}
	said := l.dates(day(first), day(last))
	if t.Days != nil {
		said += " (" + l.count("zone.days", *t.Days) + ")"
	}
	return said
}

// versionWays leads on from the page of a version.
func (l lang) versionWays(v data.Version) sheetSection {
	s := sheetSection{Title: l.word("zone.take"), Files: versionFiles(v)}
	at := fmt.Sprintf("/zones/%d", v.Zone)
	s.Facts = append(s.Facts, sheetFact{l.word("zone.n"), l.leads(at+"/versions", l.say("zone.versions", v.Zone))})
	s.Facts = append(s.Facts, sheetFact{l.word("zone.annex"), cell{Href: fmt.Sprintf("%s/annex?version=%d&lang=%s", at, v.N, l), Text: l.say("zone.version", v.Zone, v.N)}})
	if v.N > 1 {
		s.Facts = append(s.Facts, sheetFact{l.word("zone.compare"), cell{Href: fmt.Sprintf("%s/compare?from=%d&to=%d&f=html&lang=%s", at, v.N-1, v.N, l), Text: fmt.Sprintf("%d → %d", v.N-1, v.N)}})
	}
	return s
}

// compareVersions tells what differs between two versions of a zone.
func (s *Server) compareVersions(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, described, "from", "to")
	if err != nil {
		return err
	}
	zone, err := readZoneID(r)
	if err != nil {
		return err
	}
	var n [2]int64
	for i, name := range []string{"from", "to"} {
		if a.given[name] == "" {
			return geo.Invalidf(name, "Say with from and to which two versions to compare.")
		}
		if n[i], err = readNumber(name, a.given[name], 1); err != nil {
			return err
		}
	}
	c, err := s.Store.Compare(r.Context(), geo.Anyone, zone, int(n[0]), int(n[1]))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	figure, key, err := a.lang.comparisonMap(c)
	if err != nil {
		return err
	}
	links := s.otherForms(r, a, described)
	from, to := s.versionJSON(r, c.From), s.versionJSON(r, c.To)
	from.Axis, to.Axis = nil, nil
	body := map[string]any{"zone": zone, "from": from, "to": to, "added": c.Added, "removed": c.Removed, "added_km2": c.AddedKM2, "removed_km2": c.RemovedKM2,
		"from_km2": c.FromKM2, "to_km2": c.ToKM2, "changes": c.Changes, "links": links}
	return s.answer(w, r, a, links, body, func() page {
		l := a.lang
		p := page{Title: l.say("zone.compared", zone, c.From.N, c.To.N), Trail: l.zoneTrail(zone)}
		var list sheet
		for _, change := range c.Changes {
			list = append(list, sheetSection{Text: l.pick(change.ES, change.EN)})
		}
		if len(list) == 0 {
			list = sheet{{Text: l.word("zone.same")}}
		}
		if figure != "" {
			list = append(sheet{{Figure: figure, Key: key}}, list...)
		}
		p.Body = list
		return p
	})
}

// mostWithin bounds, in metres, how badly a place may be known.
const mostWithin = 100_000

// zonesAt tells what was in force at a place on a day.
func (s *Server) zonesAt(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, described, "date", "point", "within", "known")
	if err != nil {
		return err
	}
	date, err := geo.ParseDay(a.given["date"])
	if err != nil {
		return geo.Invalidf("date", "Say with date on which day, as 2019-04-02.")
	}
	lon, lat, ok := strings.Cut(a.given["point"], ",")
	x, err := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	y, too := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	if !ok || err != nil || too != nil {
		return geo.Invalidf("point", "Say with point where: longitude and latitude with a comma between them, as -71.95,-14.2.")
	}
	if err := geo.CheckPoint("point", [2]float64{x, y}); err != nil {
		return err
	}
	within := 0.0
	if text := a.given["within"]; text != "" {
		if within, err = strconv.ParseFloat(text, 64); err != nil || !(within >= 0 && within <= mostWithin) {
			return geo.Invalidf("within", "within says in metres how well the place is known: from 0 to %d.", mostWithin)
		}
	}
	known, err := readKnown(a.given["known"])
	if err != nil {
		return err
	}
	found, err := s.Store.At(r.Context(), geo.Anyone, x, y, within, date, known)
	if err != nil {
		return err
	}
	type inForce struct {
		Relation data.Relation `json:"relation"`
		Reasons  []geo.Finding `json:"reasons"`
		versionJSON
	}
	list := []inForce{}
	for _, z := range found.Zones {
		list = append(list, inForce{z.Relation, z.Reasons, s.versionJSON(r, z.Version)})
	}
	w.Header().Set("Cache-Control", "no-cache")
	links := s.otherForms(r, a, described)
	body := map[string]any{"answer": found.Answer, "date": date, "point": [2]float64{x, y}, "within_m": within, "known": known, "recorded_since": found.Since, "zones": list, "links": links}
	return s.answer(w, r, a, links, body, func() page {
		l := a.lang
		p := page{Title: l.say("zone.at", l.date(day(date))), Lead: l.code("zone_relation", string(found.Answer)), Trail: l.trail()}
		var all sheet
		if known != nil {
			all = append(all, sheetSection{Text: l.say("zone.atKnown", l.moment(known.Add(-time.Second)))})
		}
		for _, z := range found.Zones {
			section := sheetSection{Title: l.pick(z.Title.ES, z.Title.EN), Text: l.code("zone_relation", string(z.Relation))}
			for _, why := range z.Reasons {
				section.Facts = append(section.Facts, sheetFact{l.word("zone.doubt"), cell{Text: l.pick(why.ES, why.EN)}})
			}
			section.Facts = append(section.Facts, l.versionFacts(z.Version)...)
			section.Facts = append(section.Facts, sheetFact{l.word("zone.n"), l.leads(fmt.Sprintf("/zones/%d/versions/%d", z.Zone, z.N), l.say("zone.version", z.Zone, z.N))})
			all = append(all, section)
		}
		p.Body = all
		return p
	})
}

// readKnown reads as of when it should be answered: the end of a day in Peru, or an
// instant; nothing is now.
func readKnown(text string) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if d, day := geo.ParseDay(text); day == nil {
		at, err = (d + 1).Time().Add(5*time.Hour), nil
	}
	if year := at.UTC().Year(); err != nil || year < 1 || year > 9999 { // JSON writes no others
		return nil, geo.Invalidf("known", "known must be a day, 2026-11-30, whose end in Peru is meant, or an instant such as 2026-11-30T12:00:00Z.")
	}
	return &at, nil
}
