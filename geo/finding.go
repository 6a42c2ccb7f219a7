package geo

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Weight says what a finding means for who drafts a zone.
type Weight string

const (
	Wrong   Weight = "error"   // it cannot be submitted so
	Warning Weight = "warning" // it can, and one should know
	Remark  Weight = "note"
)

// A Finding is something to say of a zone while it is drawn, or of why it is not sure
// that a point lies in one.
type Finding struct {
	Code   string          `json:"code"`
	Weight Weight          `json:"weight"`
	Part   int             `json:"part,omitempty"`  // number of the part, from 1; 0 for the whole
	Field  string          `json:"field,omitempty"` // of the part, as in geo.ReadDefinition; empty for none
	ES     string          `json:"es"`
	EN     string          `json:"en"`
	Place  json.RawMessage `json:"place,omitempty"`  // GeoJSON, where it is; nil for nowhere
	Mended json.RawMessage `json:"mended,omitempty"` // GeoJSON, the shape as it could be; nil for none
	Values map[string]any  `json:"values,omitempty"`
}

// findingWords are the words of each code. What stands in braces is a value: names
// that end in _m are metres, first, last, from, to and km are km on the part's scale.
var findingWords = map[string]struct {
	weight Weight
	field  string
	es, en string
}{
	"swapped_ends":          {Warning, "from", "Los extremos están invertidos: el km {from} queda más allá del km {to}. Se traza del menor al mayor.", "The ends are swapped: km {from} lies beyond km {to}. It is drawn from the lower to the higher."},
	"no_length":             {Wrong, "to", "Los dos extremos son el mismo km, {km}: el tramo no tiene longitud.", "Both ends are the same km, {km}: the stretch has no length."},
	"beyond_stretch":        {Wrong, "from", "El km {km} cae fuera del tramo en que cuenta la escala, del km {first} al km {last}.", "Km {km} lies beyond the stretch on which the scale counts, from km {first} to km {last}."},
	"beyond_posts":          {Warning, "from", "El km {km} cae más allá de los hitos conocidos, del km {first} al km {last}: su lugar se prolonga, con ± {off_m}.", "Km {km} lies beyond the known posts, from km {first} to km {last}: its place is extrapolated, ± {off_m}."},
	"unknown_scale":         {Wrong, "scale", "La escala «{scale}» no cuenta a lo largo de la ruta {route}; las que hay: {known}.", "The scale “{scale}” does not count along the route {route}; there are: {known}."},
	"unknown_route":         {Wrong, "route", "No hay una ruta «{route}» con trazo; las que hay: {known}.", "There is no route “{route}” with a line; there are: {known}."},
	"length_differs":        {Warning, "", "Entre estos dos puntos la línea mide {line_m}; la escala dice {scale_m}. La línea de referencia es aproximada.", "Between these two points the line measures {line_m}; the scale says {scale_m}. The reference line is approximate."},
	"gap":                   {Warning, "", "La línea no tiene ningún punto a lo largo de {length_m}: ahí no se conoce su trazo.", "The line has no point along {length_m}: its course there is not known."},
	"section_by_places":     {Warning, "units", "No están cargados los límites de {units}: el tramo termina a medio camino entre los últimos lugares con nombre.", "The boundaries of {units} are not loaded: the section ends half way between the last named places."},
	"road_not_in_unit":      {Wrong, "units", "La ruta {route} no pasa por {units}, por lo que se sabe.", "The route {route} does not run through {units}, as far as is known."},
	"unit_without_boundary": {Warning, "units", "No está cargado el límite de {units}: el círculo alrededor de la capital solo indica el lugar.", "The boundary of {units} is not loaded: the circle round the capital only shows which place is meant."},
	"unknown_unit":          {Warning, "units", "No está en el mapa ni en la lista de límites: {units}. ¿Está bien escrito?", "Neither on the map nor among the boundaries: {units}. Is it spelt right?"},
	"crosses_itself":        {Wrong, "geometry", "El contorno se cruza a sí mismo en los puntos marcados. Se puede aceptar la forma corregida, o mover los vértices.", "The outline crosses itself at the points shown. Accept the mended shape, or move the vertices."},
	"adds_nothing":          {Remark, "", "Esta parte no añade nada: ya queda dentro de las anteriores.", "This part adds nothing: the parts before it cover it."},
	"takes_nothing":         {Remark, "", "Esta parte no quita nada: no toca a las anteriores.", "This part takes nothing away: it does not touch the parts before it."},
	"leaves_nothing":        {Warning, "", "Nada de lo anterior queda dentro de esta parte.", "Nothing of what comes before lies within this part."},
	"empty":                 {Wrong, "", "La definición no cubre nada.", "The definition covers nothing."},
	"nothing_before":        {Wrong, "op", "La primera parte no tiene nada antes: debe sumar.", "The first part has nothing before it: it must add."},
	"axes_swapped":          {Warning, "geometry", "Latitud y longitud venían en el orden contrario; se cambiaron.", "Latitude and longitude came the other way round; they were swapped."},
	"ring_closed":           {Remark, "geometry", "Anillos que se cerraron, porque su último punto no era el primero: {count}.", "Rings that were closed, since their last point was not the first: {count}."},
	"left_out":              {Warning, "geometry", "Quedaron fuera {count} puntos o líneas, que no encierran nada.", "{count} points or lines were left out, which enclose nothing."},
	"joined":                {Remark, "geometry", "Se juntaron los polígonos de {count} elementos.", "The polygons of {count} features were put together."},
	"end_in_doubt":          {Remark, "", "El punto queda a {away_m} del extremo del km {km}, cuyo lugar en la vía se conoce con ± {off_m}.", "The point lies {away_m} from the end at km {km}, whose place along the road is known to ± {off_m}."},
	"place_in_doubt":        {Remark, "", "El lugar se conoce con ± {within_m}, y el borde de la zona queda más cerca que eso.", "The place is known to ± {within_m}, and the edge of the zone lies nearer than that."},
	"shape_in_doubt":        {Remark, "", "El trazo de la zona solo indica de qué lugar se trata: no se conoce su límite, su vía o su ancho.", "The drawing of the zone only shows which place is meant: its boundary, road or width is not known."},
	"incomplete":            {Wrong, "", "La parte no dice {es}.", "The part does not say {en}."},
}

// Incomplete is the finding of something that a part does not say yet.
func (l Lack) Incomplete(part int) Finding {
	return Finding{Code: "incomplete", Part: part, Field: l.Field, Values: map[string]any{"es": l.ES, "en": l.EN}}.Said()
}

// FindingCodes lists them in order.
func FindingCodes() []string { return slices.Sorted(maps.Keys(findingWords)) }

// Said fills in what follows from the code: the weight and the words.
func (f Finding) Said() Finding {
	w := findingWords[f.Code]
	f.Weight, f.ES, f.EN = w.weight, w.es, w.en
	if f.Field == "" {
		f.Field = w.field
	}
	for name, v := range f.Values {
		text := sayValue(name, v)
		f.ES = strings.ReplaceAll(f.ES, "{"+name+"}", text)
		f.EN = strings.ReplaceAll(f.EN, "{"+name+"}", text)
	}
	return f
}

func sayValue(name string, v any) string {
	if count, ok := v.(int); ok {
		return fmt.Sprint(count)
	}
	n, ok := v.(float64)
	switch {
	case !ok:
		return fmt.Sprint(v)
	case !strings.HasSuffix(name, "_m"):
		return KmOf(n).String()
	}
	return SayMetres(n)
}

// SayMetres writes a length as people do: "850 m", "15.6 km", with a point for the
// decimal as in Peru.
func SayMetres(m float64) string {
	if math.Abs(m) < 1000 {
		return fmt.Sprintf("%.0f m", m)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", m/1000), ".0") + " km"
}
