package web

import "maps"

func init() { maps.Copy(words, embedWords) }

// embedWords is the part of the dictionary that embeds and what others show of a page
// use.
var embedWords = map[string]struct{ es, en string }{
	"card.locale": {"es_PE", "en_GB"},
	"card.alt":    {"Mapa: {a}", "Map: {a}"},

	"embed.explore":    {"Explorar el mapa", "Explore the map"},
	"embed.legend":     {"Leyenda", "Legend"},
	"embed.cite":       {"Citar", "Cite"},
	"embed.facts":      {"Lista de hechos y fuentes", "List of facts and sources"},
	"embed.zones":      {"Zonas de emergencia", "Emergency zones"},
	"embed.incidents":  {"Incidentes", "Incidents"},
	"embed.none":       {"Ningún incidente coincide.", "No incident matches."},
	"embed.more.one":   {"y {n} más, en la lista completa", "and {n} more, in the full list"},
	"embed.more.other": {"y {n} más, en la lista completa", "and {n} more, in the full list"},
	"embed.all":        {"La misma lista en Corredor", "The same list at Corredor"},
	"embed.outside":    {"Algunos incidentes no se ven: quedan fuera de esta vista o no tienen lugar.", "Some incidents are not seen: they lie outside this view or have no place."},
	"embed.ownTitle":   {"Título de quien publica.", "Title by the publisher."},
	"embed.asOf":       {"Datos al {a}, revisión {b}.", "Data as of {a}, revision {b}."},
	"embed.version":    {"Versión {a} de los datos.", "Version {a} of the data."},
	"embed.credit":     {"Natural Earth, GSHHG, GeoNames", "Natural Earth, GSHHG, GeoNames"},

	"folder.still":      {"Sin JavaScript se ve siempre esta imagen de la versión {a}, pida lo que pida la dirección.", "Without JavaScript this picture of version {a} is always seen, whatever the address asks for."},
	"folder.other":      {"Esta imagen no muestra lo que pide la dirección: ese mapa no se cargó. «Explorar el mapa» lo intenta.", "This picture does not show what the address asks for: that map was not loaded. “Explore the map” tries to."},
	"folder.zones":      {"Zonas con una imagen propia", "Zones with a picture of their own"},
	"folder.zonesLead":  {"Cada una es una página para enmarcar en un artículo, también donde no hay JavaScript.", "Each is a page to frame in an article, also where there is no JavaScript."},
	"folder.unfiltered": {"Las palabras y los filtros de la dirección necesitan un servidor: se muestra sin ellos.", "The words and filters in the address need a server: it is shown without them."},
	"folder.coming":     {"Cargando el mapa…", "Loading the map…"},

	"view.all.one":                 {"{n} incidente", "{n} incident"},
	"view.all.other":               {"{n} incidentes", "{n} incidents"},
	"view.none":                    {"Sin incidentes", "No incidents"},
	"viewCount.closures.one":       {"{n} cierre", "{n} closure"},
	"viewCount.closures.other":     {"{n} cierres", "{n} closures"},
	"viewCount.violence.one":       {"{n} hecho de violencia", "{n} violent incident"},
	"viewCount.violence.other":     {"{n} hechos de violencia", "{n} violent incidents"},
	"viewCount.state_action.one":   {"{n} acción del Estado", "{n} state action"},
	"viewCount.state_action.other": {"{n} acciones del Estado", "{n} state actions"},
	"viewCount.dialogue.one":       {"{n} hecho de diálogo", "{n} act of dialogue"},
	"viewCount.dialogue.other":     {"{n} hechos de diálogo", "{n} acts of dialogue"},
	"viewCount.other.one":          {"{n} hecho de otro tipo", "{n} other incident"},
	"viewCount.other.other":        {"{n} hechos de otro tipo", "{n} other incidents"},
	"view.and":                     {"{a} y {b}", "{a} and {b}"},
	"view.title":                   {"{a}, {b}", "{a}, {b}"},
	"view.only":                    {"Solo {a}", "Only {a}"},
	"view.text":                    {"con «{a}»", "with “{a}”"},
	"view.filtered":                {"con un filtro más", "with one more filter"},
	"view.zonesOn":                 {"Zonas de emergencia al {a}: {b}", "Emergency zones on {a}: {b}"},
	"view.zoneCount":               {"{a} zonas de emergencia en vigor el {b}", "{a} emergency zones in force on {b}"},
	"view.noZone":                  {"Ninguna zona de emergencia el {a}", "No emergency zone on {a}"},
	"view.zonesOnly":               {"Corredor Las Bambas – Matarani, {a}", "Las Bambas – Matarani corridor, {a}"},
}
