package web

import "maps"

func init() { maps.Copy(words, zoneWords) }

// zoneWords is the part of the dictionary that the pages of zones' versions use.
var zoneWords = map[string]struct{ es, en string }{
	"zone.versions":               {"Zona {a}: versiones", "Zone {a}: versions"},
	"zone.versionsLead":           {"Cada estado en que la zona estuvo publicada, con quién, cuándo y por qué. Ninguno cambia.", "Every state in which the zone was published, with who, when and why. None of them changes."},
	"zone.version":                {"Zona {a}, versión {b}", "Zone {a}, version {b}"},
	"zone.n":                      {"Versión", "Version"},
	"zone.from":                   {"Publicada", "Published"},
	"zone.to":                     {"Hasta", "Until"},
	"zone.stands":                 {"vigente", "it stands"},
	"zone.how":                    {"Vino de", "It came by"},
	"zone.who":                    {"Publicó", "Published by"},
	"zone.drafted":                {"Redactó", "Drafted by"},
	"zone.why":                    {"Por qué", "Why"},
	"zone.definition":             {"Definición", "Definition"},
	"zone.decree":                 {"Decreto", "Decree"},
	"zone.term":                   {"Plazo", "Term"},
	"zone.lifted":                 {"Levantada el", "Lifted on"},
	"zone.rights":                 {"Derechos suspendidos", "Rights suspended"},
	"zone.area":                   {"Superficie", "Area"},
	"zone.extent":                 {"Trazo", "Drawing"},
	"zone.checksum":               {"Suma SHA-256", "SHA-256 checksum"},
	"zone.unknown":                {"no consta", "not recorded"},
	"zone.compare":                {"Comparar con la anterior", "Compare with the one before"},
	"zone.compared":               {"Zona {a}: de la versión {b} a la {c}", "Zone {a}: from version {b} to {c}"},
	"zone.same":                   {"Las dos versiones dicen lo mismo.", "The two versions say the same."},
	"zone.at":                     {"Qué regía aquí el {a}", "What was in force here on {a}"},
	"zone.atKnown":                {"Según lo que se sabía el {a}.", "As it was known on {a}."},
	"code.zone_relation.yes":      {"Sí: el punto estaba dentro de una zona de emergencia.", "Yes: the point lay in an emergency zone."},
	"code.zone_relation.possible": {"Es posible: la precisión del lugar o del trazo no permite decirlo.", "Possibly: the place or the drawing is not known well enough to say."},
	"code.zone_relation.no":       {"No: ninguna zona publicada lo cubría.", "No: no published zone covered it."},
	"zone.zone":                   {"Zona", "Zone"},
	"zone.days.one":               {"{n} día", "{n} day"},
	"zone.days.other":             {"{n} días", "{n} days"},

	"code.zone_how.seed":     {"los datos de partida", "the seed"},
	"code.zone_how.begun":    {"lo que había al empezar las versiones", "what stood there when versions began"},
	"code.zone_how.edit":     {"una corrección", "an edit"},
	"code.zone_how.import":   {"un archivo", "a file"},
	"code.zone_how.draft":    {"un borrador", "a draft"},
	"code.zone_how.proposal": {"una vía mejor", "a better road"},
}
