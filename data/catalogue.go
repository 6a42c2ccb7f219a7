package data

import (
	"slices"
	"strings"
)

// Collections lists every collection, the map's own first.
func Collections() []Collection { return slices.Clone(catalogue) }

// FindCollection returns the collection of that id.
func FindCollection(id string) (Collection, bool) {
	i := slices.IndexFunc(catalogue, func(c Collection) bool { return c.ID == id })
	if i < 0 {
		return Collection{}, false
	}
	return catalogue[i], true
}

var catalogue = []Collection{
	spatial("incidents", "Incidentes", "Incidents",
		"Cierres, enfrentamientos, actos del Estado y diálogo a lo largo del corredor: un evento con su periodo por elemento. Con precisión de distrito o provincia el punto solo rotula.",
		"Closures, clashes, state action and dialogue along the corridor: one event with its period an item. At district or province precision the point is only a label.",
		"kind category status time_precision place_precision district province department area code:text").timed(),
	spatial("zones", "Zonas de emergencia", "Emergency zones",
		"Cada parte de un decreto, con su definición, su plazo y el polígono derivado de ella.",
		"Each part of a decree, with its definition, its term and the polygon derived from it.",
		"decree:int decree_number form effect extent evidence").timed(),
	spatial("routes", "Rutas", "Routes",
		"La ruta de camiones, el corredor legal de 2018, las alternativas y el ferrocarril, como líneas de referencia por lugares con nombre.",
		"The haul route, the legal corridor of 2018, the alternatives and the railway, as reference lines through named places.",
		"code kind"),
	spatial("km-posts", "Kilómetros", "Kilometres",
		"Los hitos conocidos de cada escala y cada kilómetro entero, con su incertidumbre.",
		"The known posts of each scale and every whole kilometre, with its uncertainty.",
		"scale sort step:int default:bool extrapolated:bool"),
	spatial("places", "Lugares", "Places",
		"El nomenclátor: lugares del corredor y ciudades de GeoNames.",
		"The gazetteer: places of the corridor and towns of GeoNames.",
		"kind precision origin province department shadowed:bool"),
	spatial("boundaries", "Límites", "Boundaries",
		"Departamentos, provincias y distritos. Sin polígono donde ninguno que pueda publicarse está cargado.",
		"Departments, provinces and districts. Without a polygon where none that may be published is loaded.",
		"level ubigeo loaded:bool focus:bool"),
	spatial("route-points", "Puntos de las rutas", "Route points",
		"Los lugares con nombre por los que pasan las líneas, en orden, con su precisión.",
		"The named places the lines run through, in order, with their precision.",
		"line route_code district"),
	spatial("actors", "Actores", "Actors",
		"Comunidades, empresas, entidades del Estado y organizaciones.",
		"Communities, companies, state bodies and organisations.",
		"kind district province"),
	plain("decrees", "Decretos", "Decrees",
		"Los actos que declaran, prorrogan o levantan la emergencia, y los que cambian la clase de la vía.",
		"The acts that declare, extend or lift the emergency, and those that change the road's class.",
		"number kind evidence").timed(),
	plain("instruments", "Otras normas", "Other instruments",
		"Apoyo de las Fuerzas Armadas; resoluciones que crean, cambian o prorrogan mesas.",
		"Army support; resolutions that create, change or extend dialogue tables.", "kind").timed(),
	plain("incident-kinds", "Tipos de incidente", "Incident kinds", "Los tipos y su grupo.", "The kinds and their group.", "category"),
	plain("claims", "Versiones", "Claims",
		"Lo que cada fuente dice de cada incidente: fechas, lugar, víctimas, relato.",
		"What each source says of each incident: dates, place, casualties, account.", "incident:int field source:int"),
	plain("sources", "Fuentes", "Sources", "Artículos, informes y listas.", "Articles, reports and lists.", "edition:int"),
	plain("cases", "Casos de la Defensoría", "Ombudsman's cases",
		"Los casos de conflicto social que sigue la Defensoría del Pueblo.",
		"The social conflict cases the Defensoría del Pueblo follows.", "department code").timed(),
	plain("case-months", "Casos, mes a mes", "Cases, month by month",
		"El estado de cada caso en cada reporte mensual.", "The state of each case in each monthly report.", "case:int state dialogue:bool").timed(),
	plain("dialogue-tables", "Mesas y acuerdos", "Dialogue tables",
		"Mesas, grupos de trabajo, actas y treguas.", "Tables, working groups, accords and truces.", "kind code").timed(),
	plain("meetings", "Reuniones", "Meetings",
		"Reuniones realizadas, frustradas, suspendidas o abandonadas.", "Meetings held, failed, suspended or walked out of.",
		"dialogue_table:int kind").timed(),
	plain("commitments", "Compromisos", "Commitments",
		"Quién debe qué a quién, para cuándo, y cómo va según el último reporte.",
		"Who owes what to whom, by when, and how it stands in the last report.",
		"dialogue_table:int status responsible").timed(),
}

func spatial(id, es, en, aboutES, aboutEN, filters string) Collection {
	c := plain(id, es, en, aboutES, aboutEN, filters)
	c.Spatial = true
	return c
}

func plain(id, es, en, aboutES, aboutEN, filters string) Collection {
	raw, err := collectionQueries.ReadFile("queries/collections/" + id + ".sql")
	if err != nil {
		panic(err) // a collection without its query does not leave the workshop
	}
	c := Collection{ID: id, TitleES: es, TitleEN: en, DescriptionES: aboutES, DescriptionEN: aboutEN, query: string(raw)}
	types := map[string]FilterType{"": Text, "text": Text, "int": Integer, "bool": Boolean}
	for _, word := range strings.Fields(filters) {
		name, kind, _ := strings.Cut(word, ":")
		c.Filters = append(c.Filters, Filter{name, types[kind]})
	}
	return c
}

func (c Collection) timed() Collection {
	c.Temporal = true
	return c
}
