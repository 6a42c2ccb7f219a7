package web

import (
	"context"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
)

// itemBody is what the page of an item shows.
type itemBody struct {
	Facts    []itemFact
	Geometry string // what sort of geometry it has, in words
	Map      string // where the map shows it; empty where it does not
	Page     string // that lasts; empty where there is none
}

// itemFact is a property in words.
type itemFact struct {
	Name, Title string
	Value       template.HTML
	Empty       bool
	Lang        string // of the words, where it is not the page's
}

// itemPage draws an item with all its properties in words.
func (s *Server) itemPage(w http.ResponseWriter, r *http.Request, c data.Collection, f data.Feature, a asked) error {
	l := a.lang
	values, err := readProperties(f)
	if err != nil {
		return err
	}
	kindName := s.kindNames(r, l)
	body := itemBody{Map: l.onMap(c, f.ID, values), Geometry: l.shape(f.Geometry)}
	for _, p := range c.Properties {
		v := values[p.Name]
		fact := itemFact{Name: p.Name, Title: l.title(p), Empty: v == nil, Lang: l.otherTongue(c, p, values)}
		fact.Value = template.HTML(template.HTMLEscapeString(l.word("items.unstated")))
		if v != nil {
			fact.Value = l.inWords(p, v)
			if name := kindName(v); name != "" && c.ID == "incidents" && p.Name == "kind" {
				fact.Value = template.HTML(template.HTMLEscapeString(name))
			}
		}
		body.Facts = append(body.Facts, fact)
	}
	at := "/collections/" + c.ID
	collection := l.pick(c.TitleES, c.TitleEN)
	canonical := ""
	if n, ok := nounOf(c.ID); ok {
		p := lasting{noun: n, id: f.ID}
		canonical, body.Page = s.base(r)+p.address(0, l), pageOf(c.ID, f.ID)+"?lang="+string(l)
	}
	return s.writePage(w, r, http.StatusOK, "item", page{Canonical: canonical,
		Lang: l, Title: itemTitle(l, c, f.ID, values, kindName), Section: "/data", Body: body,
		Forms: []link{{Href: s.with(r, "f", "geojson"), Type: geoJSONType, Rel: "alternate", Title: formTitles[geoJSONType]}},
		Trail: l.trail(crumb{"/collections", l.word("api.collections")}, crumb{at, collection}, crumb{at + "/items", l.word("api.items")}),
	})
}

// otherTongue is the language of a text that is not the page's: of x_es, x_en, and
// of x beside an x_es that says something else.
func (l lang) otherTongue(c data.Collection, p data.Property, values map[string]any) string {
	if p.Type != cql2.TextType && p.Type != cql2.TextsType || values[p.Name] == nil {
		return ""
	}
	_, twin := c.Property(p.Name + "_es")
	switch {
	case l == english && strings.HasSuffix(p.Name, "_es"):
		stem := strings.TrimSuffix(p.Name, "_es")
		if values[stem] != nil && reflect.DeepEqual(values[p.Name], values[stem]) {
			return "" // a name that is the same in both
		}
		return string(spanish)
	case l == spanish && strings.HasSuffix(p.Name, "_en"):
		return string(english)
	case l == spanish && twin && !reflect.DeepEqual(values[p.Name], values[p.Name+"_es"]):
		return string(english)
	}
	return ""
}

// kindNames returns what names a kind of incident, empty for none that is known.
func (s *Server) kindNames(r *http.Request, l lang) func(code any) string {
	return s.kindNamesNow(r.Context(), l)
}

func (s *Server) kindNamesNow(ctx context.Context, l lang) func(code any) string {
	sheet, err := s.factsIn(ctx)
	if err != nil {
		return func(any) string { return "" } // the code stands instead
	}
	return func(code any) string {
		k := sheet.kinds[textOf(code)]
		return l.pick(k.LabelES, k.LabelEN)
	}
}

// itemTitle names an item by what it is called, else by its number.
func itemTitle(l lang, c data.Collection, id int64, values map[string]any, kindName func(any) string) string {
	collection := l.pick(c.TitleES, c.TitleEN)
	if kind := kindName(values["kind"]); kind != "" && c.ID == "incidents" {
		return kind + " · " + orElse(l.pick(textOf(values["place_es"]), textOf(values["place"])), l.word("incident.noPlace"))
	}
	own := []string{"title_es", "name_es", "label_es", "decree_title_es"}
	names := append(own, "name", "title", "code", "number", "label")
	if l == english {
		names = append([]string{"title_en", "name_en", "label_en", "decree_title_en", "name", "title"}, append(own, "code", "number", "label")...)
	}
	for _, name := range names {
		if text, _ := values[name].(string); text != "" {
			return collection + ": " + text
		}
	}
	return collection + " " + strconv.FormatInt(id, 10)
}

// onMap is the address at which the map shows an item, empty where it cannot.
func (l lang) onMap(c data.Collection, id int64, values map[string]any) string {
	key := map[string]string{"incidents": "incidente", "zones": "zona", "places": "lugar", "km-posts": "poste"}[c.ID]
	if key == "" {
		return ""
	}
	if start, err := geo.ParseDay(textOf(values["start"])); err == nil {
		return l.mapLink(day(start), key, id)
	}
	return "/?lang=" + string(l) + "#" + key + "=" + strconv.FormatInt(id, 10) + "&idioma=" + string(l)
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

// shape says in words what a geometry is.
func (l lang) shape(geometry []byte) string {
	var g struct{ Type string }
	if len(geometry) == 0 || json.Unmarshal(geometry, &g) != nil || g.Type == "" {
		return l.word("items.nowhere")
	}
	var point struct{ Coordinates []float64 }
	if g.Type == "Point" && json.Unmarshal(geometry, &point) == nil && len(point.Coordinates) > 1 {
		return l.say("items.point", strconv.FormatFloat(point.Coordinates[0], 'f', -1, 64), strconv.FormatFloat(point.Coordinates[1], 'f', -1, 64))
	}
	if strings.HasSuffix(g.Type, "Polygon") {
		return l.word("items.area")
	}
	return l.word("items.line")
}

// title is what people call a property.
func (l lang) title(p data.Property) string { return l.pick(p.TitleES, p.TitleEN) }

// code says a code in words, where there are any.
func (l lang) code(property, code string) string {
	groups := map[string]string{"place_precision": "precision", "precision": "precision", "disagree": "field", "rights": "right", "status": "commitment", "last_state": "code.state"}
	for _, key := range []string{"code." + property + "." + code, property + "." + code, groups[property] + "." + code} {
		if w, ok := words[key]; ok {
			return map[lang]string{spanish: w.es, english: w.en}[l]
		}
	}
	if property == "kind" { // of acts, tables and meetings
		for _, group := range []string{"effect", "tableKind", "meeting"} {
			if w, ok := words[group+"."+code]; ok {
				return map[lang]string{spanish: w.es, english: w.en}[l]
			}
		}
	}
	return strings.ReplaceAll(code, "_", " ")
}

// brief writes a plain value for a table.
func (l lang) brief(p data.Property, v any) string {
	switch v := v.(type) {
	case bool:
		return l.word(map[bool]string{true: "items.yes", false: "items.no"}[v])
	case json.Number:
		if n, err := v.Float64(); err == nil && p.Unit != "" && strings.Contains(v.String(), ".") {
			return strconv.FormatFloat(n, 'f', -1, 64)
		}
		return v.String()
	case string:
		if p.Type == cql2.DateType {
			return l.stated(v)
		}
		if p.Type == cql2.PeriodType {
			return l.period(v)
		}
		if p.Codes != nil || p.Name == "kind" {
			return l.code(p.Name, v)
		}
		return geo.Clip(l.stated(v), 160)
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = l.brief(p, e)
		}
		return geo.Clip(strings.Join(parts, "; "), 160)
	}
	return ""
}

// period writes an interval of days.
func (l lang) period(text string) string {
	from, to, _ := strings.Cut(text, "/")
	a, errA := geo.ParseDay(from)
	b, errB := geo.ParseDay(orElse(to, from))
	if errA != nil || errB != nil {
		return text
	}
	return l.dates(day(a), day(b))
}

// units are those that numbers come in, as people write them.
var units = map[string]string{"km": "km", "m": "m", "km2": "km²"}

// references are the properties that hold the id of an item of another
// collection.
var references = map[string]string{
	"decree": "decrees", "place_id": "places", "incident": "incidents", "dialogue_table": "dialogue-tables", "case": "cases", "lifted_by": "decrees",
	"extends": "zones", "chain": "zones", "cases": "cases", "lifts": "zones", "incidents": "incidents", "source": "sources", "zone": "zones", "twin": "places",
}

// inWords writes any value: links where they lead somewhere, lists as lists.
func (l lang) inWords(p data.Property, v any) template.HTML {
	esc := template.HTMLEscapeString
	switch v := v.(type) {
	case json.Number:
		if to := references[p.Name]; to != "" && p.Whole {
			return template.HTML(`<a href="/collections/` + to + `/items/` + esc(v.String()) + `?lang=` + string(l) + `">` + esc(v.String()) + `</a>`)
		}
		if unit := units[p.Unit]; unit != "" {
			return template.HTML(esc(v.String() + nbsp + unit))
		}
	case string:
		if u, err := url.Parse(v); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
			return template.HTML(`<a href="` + esc(v) + `" rel="noopener external">` + esc(v) + `</a>`)
		}
		if p.Type != cql2.DateType && p.Type != cql2.PeriodType && p.Codes == nil && p.Name != "kind" {
			return template.HTML(esc(v))
		}
	case []any:
		if p.Name == "label" || p.Name == "capital" {
			break
		}
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = string(l.inWords(p, e))
		}
		if len(parts) == 0 {
			return template.HTML("–")
		}
		if _, nested := v[0].(map[string]any); nested {
			return template.HTML(`<ul><li>` + strings.Join(parts, `</li><li>`) + `</li></ul>`)
		}
		return template.HTML(strings.Join(parts, "; "))
	case map[string]any:
		return l.object(v)
	}
	if text := l.brief(p, v); text != "" {
		return template.HTML(esc(text))
	}
	raw, _ := json.Marshal(v) // came from JSON
	return template.HTML(`<code>` + esc(geo.Clip(string(raw), 400)) + `</code>`)
}

// object writes an object inside a property: a source, a zone, or a count by
// status.
func (l lang) object(o map[string]any) template.HTML {
	esc := template.HTMLEscapeString
	if zone, ok := o["zone"].(json.Number); ok {
		at := `<a href="/collections/zones/items/` + esc(zone.String()) + `?lang=` + string(l) + `">` +
			esc(orElse(textOf(o["decree"]), zone.String())) + `</a>`
		if textOf(o["relation"]) == "possibly" {
			return template.HTML(l.say("incident.possibly", at))
		}
		return template.HTML(l.say("incident.inside", at))
	}
	name := l.pick(textOf(o["name_es"]), textOf(o["name"]))
	if at := textOf(o["url"]); name != "" || at != "" {
		text := esc(orElse(name, at))
		if strings.HasPrefix(at, "http://") || strings.HasPrefix(at, "https://") {
			text = `<a href="` + esc(at) + `" rel="noopener external">` + text + `</a>`
		}
		if on := textOf(o["date"]); on != "" {
			text += ", " + esc(l.stated(on))
		}
		return template.HTML(text)
	}
	raw, _ := json.Marshal(o)
	return template.HTML(`<code>` + esc(geo.Clip(string(raw), 400)) + `</code>`)
}
