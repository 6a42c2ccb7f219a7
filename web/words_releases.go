package web

import "maps"

func init() { maps.Copy(words, releaseWords) }

// releaseWords is the part of the dictionary about releases and citations.
var releaseWords = map[string]struct{ es, en string }{
	"release.list":        {"Versiones de los datos", "Releases of the data"},
	"release.listLead":    {"Cada versión congela todos los datos públicos de un día: no cambia más, y puede citarse.", "Each release freezes all public data of one day: it never changes, and can be cited."},
	"release.none":        {"Todavía no hay ninguna versión. corredor release hace una.", "There is no release yet. corredor release makes one."},
	"release.title":       {"Versión {a}", "Release {a}"},
	"release.lead":        {"Todos los datos públicos como estaban en una revisión. Estos archivos no cambian.", "All public data as they stood at one revision. These files never change."},
	"release.version":     {"Versión", "Version"},
	"release.date":        {"Fecha", "Date"},
	"release.revision":    {"Revisión de los datos", "Revision of the data"},
	"release.previous":    {"Versión anterior", "Release before"},
	"release.items":       {"Filas", "Rows"},
	"release.size":        {"Tamaño", "Size"},
	"release.files":       {"Archivos", "Files"},
	"release.filesLead":   {"sha256sum -c SHA256SUMS comprueba que están enteros.", "sha256sum -c SHA256SUMS checks that they are whole."},
	"release.file":        {"Archivo", "File"},
	"release.inside":      {"Archivos para el servidor", "Files for the server"},
	"release.what":        {"Qué contiene", "What it holds"},
	"release.sum":         {"SHA-256", "SHA-256"},
	"release.collections": {"Colecciones, y qué cambió desde la versión anterior", "Collections, and what changed since the release before"},
	"release.added":       {"Nuevas", "Added"},
	"release.changed":     {"Cambiadas", "Changed"},
	"release.withdrawn":   {"Retiradas", "Withdrawn"},
	"release.seeMap":      {"Ver el mapa de esta versión", "See the map of this release"},
	"release.part":        {"Solo una parte", "A part of it"},
	"release.partLead": {
		"Los GeoJSON y CSV se filtran como en la API (filter, datetime, bbox, q y cada propiedad): la misma dirección da siempre los mismos bytes.",
		"GeoJSON and CSV are filtered as in the API (filter, datetime, bbox, q and each property): the same address always gives the same bytes."},
	"release.example": {"Por ejemplo", "For example"},

	"cite.cite":     {"Citar", "Cite this"},
	"cite.more":     {"Otras formas", "Other forms"},
	"cite.forms":    {"APA, Chicago, BibTeX, RIS, CSL-JSON", "APA, Chicago, BibTeX, RIS, CSL-JSON"},
	"cite.title":    {"Citar", "Cite this"},
	"cite.lead":     {"Se cita una versión congelada: quien siga la dirección verá los mismos datos. Un clic en el texto lo selecciona entero.", "A frozen release is cited: whoever follows the address finds the same data. A click on a text selects all of it."},
	"cite.part":     {"Selección", "Selection"},
	"cite.hash":     {"Filtro (SHA-256, abreviado)", "Filter (SHA-256, short)"},
	"cite.address":  {"Dirección de los datos congelados", "Address of the frozen data"},
	"cite.map":      {"Mapa", "Map"},
	"cite.mapThen":  {"el mapa de esa versión, como imagen", "the map of that release, as a picture"},
	"cite.newer":    {"Los datos han cambiado desde entonces.", "The data have changed since."},
	"cite.whole":    {"Una versión no puede aplicar esta selección: se cita el archivo entero.", "A release cannot apply this selection: the whole file is cited."},
	"cite.none":     {"Todavía no hay ninguna versión congelada: lo que sigue cita los datos de hoy, que pueden cambiar.", "There is no frozen release yet: what follows cites the data of today, which may change."},
	"cite.file":     {"Descargar", "Download"},
	"cite.alone":    {"Solo el texto", "The text alone"},
	"cite.datetime": {"fechas", "dates"},
	"cite.filter":   {"filtro", "filter"},
	"cite.bbox":     {"recuadro", "box"},
	"cite.q":        {"palabras", "words"},
}
