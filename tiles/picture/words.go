package picture

import (
	"fmt"
	"strconv"
	"strings"
)

// What the legend calls things, in Spanish and English: the page's words.
var keyWords = map[string][2]string{
	"closures": {"Cierres", "Closures"}, "violence": {"Violencia", "Violence"}, "state_action": {"Acción del Estado", "State action"},
	"dialogue": {"Diálogo", "Dialogue"}, "other": {"Otros", "Other"},
	"zone": {"Zona en vigor", "Zone in force"}, "indicative": {"Zona de extensión indicativa", "Zone of indicative extent"},
	"haul": {"Ruta de camiones", "Haul route"}, "legal": {"Corredor legal de 2018", "Legal corridor of 2018"}, "rail": {"Ferrocarril", "Railway"},
	"alternative": {"Vía alternativa", "Alternative road"}, "onward": {"Vía de Pillones al puerto", "Road from Pillones to the port"},
	"hollow": {"Solo se sabe el área", "Area only"}, "active": {"Activo ese día", "Active that day"}, "ring": {"Varios, por grupo", "Several, by group"},
}

var notes = map[string][2]string{
	"exaggerated": {"Ancho de la zona exagerado a esta escala.", "Width of the zone exaggerated at this scale."},
	"km":          {"Km: escala de los decretos; ≈ fuera de 130–160, extrapolado.", "Km: scale of the decrees; ≈ outside 130–160, extrapolated."},
	"indicative":  {"El contorno punteado es indicativo, no un límite.", "The dashed outline is indicative, not a boundary."},
}

// makers are who made what the ground is drawn from (web/app/src/scalebar.ts).
var makers = [2]string{"Natural Earth · GSHHG · GeoNames (CC BY) · línea de referencia ± 100 m–3 km", "Natural Earth · GSHHG · GeoNames (CC BY) · reference line ± 100 m–3 km"}

// makersShort is the same for a picture with little room.
const makersShort = "Natural Earth · GSHHG · GeoNames"

func (o Options) of(pair [2]string) string { return o.say(pair[0], pair[1]) }

// inWords are counts as a sentence without a verb: "2 Cierres, 1 Diálogo".
func (p *painter) inWords(n counts, where string) string {
	var parts []string
	for i, k := range n {
		if k > 0 {
			parts = append(parts, fmt.Sprintf("%s: %s", p.o.of(keyWords[categories[i]]), thousands(k)))
		}
	}
	text := strings.Join(parts, ", ")
	if where != "" {
		text = where + " – " + text
	}
	return text
}

// thousands is a number as both languages write it here: 12,345.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// length is a round length in words.
func length(metres float64) string {
	if metres >= 1000 {
		return strconv.FormatFloat(metres/1000, 'f', -1, 64) + "\u00a0km"
	}
	return strconv.FormatFloat(metres, 'f', -1, 64) + "\u00a0m"
}
