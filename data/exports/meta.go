package exports

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"corredor/data"
)

// Meta is what a file says of itself, and how it is to be written.
type Meta struct {
	Collection data.Collection
	Lang       string // "es" or "en": the language of titles and notes

	// What was asked; empty is everything.
	Filter   string            // CQL2 text
	Datetime string            // as the parameter
	BBox     string            // west, south, east, north
	Q        string            // words
	Equals   map[string]string // property = value
	Part     string            // which part of all that, when not the whole
	URL      string            // where it was asked, if anywhere

	Revision int64
	Made     time.Time
	SRID     int // of the geometries, x before y; 0 is longitude, latitude

	HXL bool // CSV: a second row with HXL tags
	BOM bool // CSV: a byte order mark, by which spreadsheets know UTF-8
}

// The licence of the data, and whom to name.
const (
	Licence    = "CC BY 4.0"
	LicenceURL = "https://creativecommons.org/licenses/by/4.0/"
)

const wgs84 = 4326

func (m Meta) srid() int {
	if m.SRID == 0 {
		return wgs84
	}
	return m.SRID
}

// say chooses the words of the file's language.
func (m Meta) say(es, en string) string {
	if m.Lang == "en" {
		return en
	}
	return es
}

// Title is the collection's name in the file's language.
func (m Meta) Title() string { return m.say(m.Collection.TitleES, m.Collection.TitleEN) }

// A note is one thing a file says of itself.
type note struct {
	key    string // in JSON
	es, en string // before it, for people
	text   string
	value  any // in JSON, where that is not the text
}

// notes lists all there is to say, in the order people want it.
func (m Meta) notes() []note {
	all := []note{
		{"title", "Colección", "Collection", m.Title(), nil},
		{"collection", "Nombre en la API", "Name in the API", m.Collection.ID, nil},
		{"description", "Contenido", "Content", m.say(m.Collection.DescriptionES, m.Collection.DescriptionEN), nil},
		{"license", "Licencia de los datos", "Licence of the data", Licence + " – " + LicenceURL, LicenceURL},
		{"attribution", "Cómo citar", "How to credit", m.say("Corredor (CC BY 4.0), con la fuente de cada fila", "Corredor (CC BY 4.0), with the source of each row"), nil},
		{"sources", "Fuentes", "Sources", strings.Join(m.sources(), "\n"), m.sources()},
		{"filter", "Filtro (CQL2)", "Filter (CQL2)", m.Filter, nil},
		{"properties", "Propiedades pedidas", "Properties asked for", equals(m.Equals), m.Equals},
		{"datetime", "Fechas", "Dates", m.Datetime, nil},
		{"bbox", "Recuadro (oeste, sur, este, norte)", "Box (west, south, east, north)", m.BBox, nil},
		{"q", "Palabras buscadas", "Words searched for", m.Q, nil},
		{"part", "Parte", "Part", m.Part, nil},
	}
	if m.Part == "" && m.Filter == "" && m.Datetime == "" && m.BBox == "" && m.Q == "" && len(m.Equals) == 0 {
		all = append(all, note{"selection", "Selección", "Selection", m.say("todo", "everything"), "all"})
	}
	if m.Collection.Spatial {
		all = append(all, note{"crs", "Sistema de coordenadas", "Coordinate reference system", m.crs(), nil})
	}
	all = append(all,
		note{"revision", "Revisión de los datos", "Revision of the data", strconv.FormatInt(m.Revision, 10), m.Revision},
		note{"created", "Hecho", "Made", m.Made.UTC().Format(time.RFC3339), nil},
		note{"url", "Pedido en", "Asked at", m.URL, nil},
	)
	return slices.DeleteFunc(all, func(n note) bool { return n.text == "" })
}

// sources says whose facts these are. Rows name their own.
func (m Meta) sources() []string {
	all := []string{m.say(
		"Informes públicos, normas, prensa y comunicados, leídos y escritos en palabras propias; cada fila nombra los suyos y la colección «sources» los lista todos.",
		"Public reports, legal acts, the press and notices, read and written down in our own words; each row names its own, and the collection “sources” lists them all.")}
	switch m.Collection.ID {
	case "places":
		all = append(all, m.say("GeoNames (CC BY 4.0), donde «origin» lo dice.", "GeoNames (CC BY 4.0), where “origin” says so."))
	case "boundaries":
		all = append(all, m.say("GeoNames (CC BY 4.0) y Natural Earth (dominio público), o lo que «origin» dice.",
			"GeoNames (CC BY 4.0) and Natural Earth (public domain), or what “origin” says."))
	}
	return all
}

func equals(m map[string]string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		all = append(all, name+" = "+m[name])
	}
	return strings.Join(all, "; ")
}

// crs names the coordinate reference system and the order of coordinates.
func (m Meta) crs() string {
	if m.srid() == wgs84 {
		return "WGS 84 (EPSG:4326), " + m.say("longitud, latitud", "longitude, latitude")
	}
	return fmt.Sprintf("EPSG:%d, %s", m.srid(), m.say("este, norte", "easting, northing"))
}

// json is the notes as one JSON object.
func (m Meta) json() []byte {
	b := []byte{'{'}
	for i, n := range m.notes() {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, quoted(n.key)...)
		b = append(b, ':')
		if n.value == nil {
			b = append(b, quoted(n.text)...)
			continue
		}
		value, _ := json.Marshal(n.value) // texts, lists and maps of texts, and a number
		b = append(b, value...)
	}
	return append(b, '}')
}

func quoted(s string) []byte {
	b, _ := json.Marshal(s) // a text always becomes one
	return b
}

// lines is the notes as text.
func (m Meta) lines() string {
	var b strings.Builder
	for _, n := range m.notes() {
		fmt.Fprintf(&b, "%s: %s\n", m.say(n.es, n.en), strings.ReplaceAll(n.text, "\n", "\n  "))
	}
	return b.String()
}
