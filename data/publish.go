package data

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// PublishDraft makes a submitted draft the law of the map: decree, zones and lifts in
// one transaction. Whoever saved any version of it may not.
func (s *Store) PublishDraft(ctx context.Context, v geo.Viewer, id int64, seen int, once Once) (d Draft, err error) {
	if err := v.May(geo.PublishZones); err != nil {
		return d, err
	}
	again := false
	if once.Key != "" {
		if _, again, err = s.Answered(ctx, v, once); err != nil {
			return d, err
		}
	}
	if again {
		return s.Draft(ctx, v, id)
	}
	return s.withDraft(ctx, v, geo.PublishZones, id, seen, func(tx pgx.Tx, d Draft) error {
		if _, again, err := once.begin(ctx, tx, v); err != nil || again {
			return err
		}
		if d.State != "submitted" {
			return notNow(d, "published", "Only what is submitted can be.")
		}
		p := &publication{ctx: ctx, tx: tx, store: s, viewer: v, draft: d}
		if err := p.run(); err != nil {
			return err
		}
		return once.end(ctx, tx, v, Feature{ID: d.ID})
	})
}

// publication is one publishing under way.
type publication struct {
	ctx    context.Context
	tx     pgx.Tx
	store  *Store
	viewer geo.Viewer
	draft  Draft
	names  geo.Names
}

func (p *publication) run() error {
	drafters, err := p.drafters()
	if err != nil {
		return err
	}
	lacks, err := lacksIn(p.ctx, p.tx, p.draft.Content)
	if err == nil {
		err = geo.Together(lacks)
	}
	if err != nil {
		return err
	}
	if p.names, err = namesIn(p.ctx, p.tx); err != nil {
		return err
	}
	how := "draft"
	if p.draft.Kind == "proposal" {
		how = "proposal"
	}
	err = sign(p.ctx, p.tx, signature{how: how, by: p.viewer.Name, draftedBy: strings.Join(drafters, ", "), draft: p.draft.ID, why: p.draft.Content.Why})
	if err != nil {
		return err
	}
	decree, err := p.decree()
	if err != nil {
		return err
	}
	zones := make([]int64, len(p.draft.Content.Zones))
	for i, z := range p.draft.Content.Zones {
		if zones[i], err = p.zone(decree, i, z); err != nil {
			return err
		}
	}
	for i, l := range p.draft.Content.Lifts {
		if err := p.write("zones", l.Zone, fmt.Sprintf("lifts[%d].", i), map[string]any{"lifted_by": decree, "lifted": l.From}, nil); err != nil {
			return err
		}
	}
	if _, err := p.tx.Exec(p.ctx, `update draft set state = 'published', decree = $2, zones = $3 where id = $1`, p.draft.ID, decree, zones); err != nil {
		return err
	}
	return noted(p.ctx, p.tx, p.viewer, p.draft.ID, p.draft.N, "publish", p.draft.Content.Why)
}

// drafters are the names of those who saved a version, the first one first; the viewer
// must be none of them.
func (p *publication) drafters() ([]string, error) {
	if p.draft.DraftedBy(p.viewer) {
		return nil, &geo.Problem{Kind: geo.Forbidden, Code: geo.CodeOwnDraft, Msg: "You drafted this, or a part of it: another person has to publish it."}
	}
	rows, err := p.tx.Query(p.ctx, `select max(name) from draft_version where draft = $1 group by person order by min(n)`, p.draft.ID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// decree writes the act, and returns its id.
func (p *publication) decree() (int64, error) {
	c := p.draft.Content
	d := c.Decree
	titleES, titleEN := d.titles()
	properties := map[string]any{
		"number": textOrNull(d.Number), "kind": d.Kind, "published": d.Published, "title_es": titleES, "title_en": titleEN,
		"words_es": p.scope("es"), "words_en": p.scope("en"), "note": textOrNull(d.Note), "evidence": "sourced",
		"sources": []any{map[string]any{"name": cmp.Or(d.Source, "El Peruano"), "url": d.Link, "date": d.Published}},
	}
	if d.ID == 0 {
		return p.create("decrees", "decree.", properties, nil)
	}
	was, err := draftFrom(p.ctx, p.tx, d.ID, nil, AsChange)
	if err != nil {
		return 0, err
	}
	// What the draft leaves as it stands is not written over.
	w := was.Decree
	stoodES, stoodEN := w.titles()
	same := map[string]bool{
		"number": d.Number == w.Number, "kind": d.Kind == w.Kind, "published": sameDay(d.Published, w.Published),
		"title_es": titleES == stoodES, "title_en": titleEN == stoodEN, "words_es": d.Words.ES == w.Words.ES, "words_en": d.Words.EN == w.Words.EN,
		"note": d.Note == w.Note, "evidence": true, "sources": d.Link == w.Link && d.Source == w.Source,
	}
	for name, is := range same {
		if is {
			delete(properties, name)
		}
	}
	return d.ID, p.write("decrees", d.ID, "decree.", properties, nil)
}

// scope is the territorial scope in the act's words, or what its zones' definitions say.
func (p *publication) scope(lang string) string {
	d := p.draft.Content.Decree
	said := d.Words.ES
	if lang == "en" {
		said = cmp.Or(d.Words.EN, "")
	}
	if said != "" {
		return said
	}
	var all []string
	for _, z := range p.draft.Content.Zones {
		all = append(all, z.Definition.Words(lang, p.names))
	}
	return cmp.Or(strings.Join(all, "; "), d.Words.ES, d.Number)
}

// zone writes one zone, and returns its id.
func (p *publication) zone(decree int64, i int, z ZoneDraft) (int64, error) {
	at := fmt.Sprintf("zones[%d].", i)
	properties := z.properties(p.names)
	if z.Zone == 0 {
		properties["decree"], properties["evidence"] = decree, "sourced"
		properties["words_es"], properties["words_en"] = cmp.Or(z.Words.ES, p.scope("es")), cmp.Or(z.Words.EN, z.Words.ES, p.scope("en"))
		return p.create("zones", at, properties, &z.Definition)
	}
	var base int
	if err := p.tx.QueryRow(p.ctx, `select n from zone_version where zone = $1 order by n desc limit 1`, z.Zone).Scan(&base); err != nil {
		return 0, err
	}
	if base != z.Base {
		return 0, &geo.Problem{Kind: geo.Conflict, Param: at + "base", Code: geo.CodeZoneChanged, Values: map[string]any{"zone": z.Zone, "version": base, "base": z.Base},
			Msg: fmt.Sprintf("The zone %d has version %d by now; this change began from version %d. Save it again from what stands.", z.Zone, base, z.Base)}
	}
	was, err := draftFrom(p.ctx, p.tx, decree, []int64{z.Zone}, AsChange)
	if err != nil {
		return 0, err
	}
	if len(was.Zones) != 1 {
		return 0, geo.Invalidf(at+"zone", "The zone %d is not one of the decree %d.", z.Zone, decree).Coded(geo.CodeZoneElsewhere, map[string]any{"zone": z.Zone})
	}
	w := was.Zones[0]
	definition := &z.Definition
	if z.Definition.Equal(w.Definition) {
		definition = nil
	}
	stood := w.properties(p.names)
	stood["words_es"], stood["words_en"] = w.Words.ES, w.Words.EN
	properties["words_es"], properties["words_en"] = cmp.Or(z.Words.ES, w.Words.ES), cmp.Or(z.Words.EN, w.Words.EN)
	for name, value := range properties {
		if same(value, stood[name]) {
			delete(properties, name)
		}
	}
	if _, changed := properties["rights_note"]; changed {
		properties["rights_note_es"] = nil // it said what was noted before
	}
	if properties["days"] != nil || properties["start"] != nil {
		properties["end"], properties["days"] = z.Last(), z.Days
		properties["start"] = z.First
		properties["term_inferred"] = false
	}
	if err := p.write("zones", z.Zone, at, properties, definition); err != nil {
		return 0, err
	}
	if p.draft.Kind == "proposal" {
		// The definition is what it was; the road is another.
		if _, err := p.tx.Exec(p.ctx, `select derive_zone($1)`, z.Zone); err != nil {
			return 0, err
		}
	}
	return z.Zone, nil
}

// properties are those of the zone as the collection has them.
func (z ZoneDraft) properties(names geo.Names) map[string]any {
	rights := append([]geo.Right{}, z.Rights...)
	slices.SortFunc(rights, func(a, b geo.Right) int { return slices.Index(geo.Rights(), a) - slices.Index(geo.Rights(), b) })
	p := map[string]any{
		"effect": z.Effect, "extends": idOrNil(z.Extends), "start": z.First, "days": z.Days, "rights": rights, "rights_note": textOrNull(z.RightsNote),
		"note_es": textOrNull(z.Note.ES), "note_en": textOrNull(z.Note.EN), "form": z.Definition.Form(),
		"route": nil, "scale": nil, "km_from": nil, "km_to": nil, "left_m": nil, "right_m": nil, "buffer_stated": true, "units": nil,
	}
	called := func(units []geo.Unit) (all []string) {
		for _, u := range units {
			all = append(all, cmp.Or(u.Name, names.Units[u.ID]))
		}
		return all
	}
	if z.Definition.Form().IsDefined() {
		return p
	}
	part := z.Definition.Parts[0]
	if part.Route != "" {
		p["route"], p["left_m"], p["right_m"], p["buffer_stated"] = part.Route, part.LeftM, part.RightM, !part.WidthAssumed
	}
	if part.By == geo.ByKm {
		p["scale"], p["km_from"], p["km_to"] = part.Scale, min(*part.From, *part.To).Kilometres(), max(*part.From, *part.To).Kilometres()
	}
	if units := called(append(slices.Clip(part.Units), z.Definition.Named...)); len(units) > 0 {
		p["units"] = units
	}
	return p
}

func (p *publication) create(collection, at string, properties map[string]any, definition *geo.Definition) (int64, error) {
	f, err := p.item(collection, "create", 0, properties, definition)
	return f.ID, placed(err, at)
}

func (p *publication) write(collection string, id int64, at string, properties map[string]any, definition *geo.Definition) error {
	if len(properties) == 0 && definition == nil {
		return nil
	}
	_, err := p.item(collection, "update", id, properties, definition)
	return placed(err, at)
}

// item writes an item by the rules of its collection.
func (p *publication) item(collection, operation string, id int64, properties map[string]any, definition *geo.Definition) (Feature, error) {
	c, _ := FindCollection(collection)
	body, err := json.Marshal(map[string]any{"type": "Feature", "properties": properties})
	if err != nil {
		return Feature{}, err
	}
	sent, err := readObject(body)
	if err != nil {
		return Feature{}, err
	}
	ch := &change{ctx: p.ctx, tx: p.tx, store: p.store, viewer: p.viewer, collection: c, writing: writings[collection], operation: operation, id: id, definition: definition}
	f, err := ch.run(sent)
	if err != nil {
		return f, writeRefused(err, c, operation)
	}
	return f, nil
}

// placed puts the place in the draft before what a problem names.
func placed(err error, at string) error {
	p, ok := err.(*geo.Problem)
	if !ok {
		return err
	}
	moved := *p
	moved.Param = at + p.Param
	moved.All = nil
	for _, one := range p.All {
		inner := *one
		inner.Param = at + one.Param
		moved.All = append(moved.All, &inner)
	}
	return &moved
}

func textOrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func sameDay(a, b *geo.Day) bool {
	return a == b || a != nil && b != nil && *a == *b
}

func same(a, b any) bool {
	x, err := json.Marshal(a)
	y, too := json.Marshal(b)
	return err == nil && too == nil && string(x) == string(y)
}
