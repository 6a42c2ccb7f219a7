package data

import (
	"slices"
	"strings"

	"corredor/tiles"
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

// How the lists of properties are written is told at properties.
var catalogue = []Collection{
	spatial("incidents", "Incidentes", "Incidents",
		"Cierres, enfrentamientos, actos del Estado y diálogo a lo largo del corredor: un evento con su periodo por elemento. Con precisión de distrito o provincia el punto solo rotula.",
		"Closures, clashes, state action and dialogue along the corridor: one event with its period an item. At district or province precision the point is only a label.", `
		code* kind* category=category closure_mode=closure_mode* status=status* period:period start:date* end:date* days:int
		time_precision=time_precision* place* place_es* place_id:int* place_precision=place_precision* uncertainty_m:number
		district* province* department* area* route km:number km_scale km_uncertainty_m:number km_extrapolated:bool km_stated*
		km_reference* km_reference_es* deaths_low:int* deaths_best:int* deaths_high:int* injured_low:int* injured_best:int* injured_high:int*
		injured_text* actors:texts* actors_es:texts* sources:sources* summary_es* summary_en* summary_es_translated:bool*
		note* note_es* place_basis* place_basis_es*
		cases:ints* disagree:texts=disagree zones:json`).searchable("search_incidents").everDated(),
	spatial("zones", "Zonas de emergencia", "Emergency zones",
		"Cada parte de un decreto, con su definición, su plazo y el polígono derivado de ella.",
		"Each part of a decree, with its definition, its term and the polygon derived from it.", `
		decree:int* decree_number decree_title_es decree_title_en published:date part:int* parts:int effect=zone_effect*
		form=form* period:period start:date* end:date* days:int* lifted:date* lifted_by:int* last_day:date term_inferred:bool*
		evidence* route* scale* km_from:number* km_to:number* left_m:number* right_m:number* buffer_stated:bool* extent=extent
		extent_note_es extent_note_en words_es* words_en* form_es form_en units:texts* rights:texts=right* rights_note* rights_note_es*
		extends:int* chain:ints area_km2:number length_km:number axis:json label:json sources:sources note_es* note_en* note*`).searchable("").everDated(),
	spatial("routes", "Rutas", "Routes",
		"La ruta de camiones, el corredor legal de 2018, las alternativas y el ferrocarril, como líneas de referencia por lugares con nombre.",
		"The haul route, the legal corridor of 2018, the alternatives and the railway, as reference lines through named places.", `
		code kind=route_kind name_es name_en note_es note_en precision precision_es line_version:int length_km:number scales:texts`).searchable(""),
	spatial("km-posts", "Kilómetros", "Kilometres",
		"Los hitos conocidos de cada escala y cada kilómetro entero, con su incertidumbre.",
		"The known posts of each scale and every whole kilometre, with its uncertainty.", `
		sort=sort route scale scale_name_es scale_name_en origin_es origin_en km:number label step:int uncertainty_m:number
		extrapolated:bool default:bool name name_es evidence=post_evidence note note_es source_url`),
	spatial("places", "Lugares", "Places",
		"El nomenclátor: lugares del corredor y ciudades de GeoNames.",
		"The gazetteer: places of the corridor and towns of GeoNames.", `
		name* label_es* label_en* kind=place_kind* precision=place_precision* district* province* department* rank:int*
		population:int* origin=origin basis* basis_es* shadowed:bool twin:int aliases:texts* incidents:int`).searchable("search_places"),
	spatial("boundaries", "Límites", "Boundaries",
		"Departamentos, provincias y distritos. Sin polígono donde ninguno que pueda publicarse está cargado.",
		"Departments, provinces and districts. Without a polygon where none that may be published is loaded.", `
		level=level name ubigeo province department focus:bool loaded:bool capital:json origin`).searchable(""),
	spatial("route-points", "Puntos de las rutas", "Route points",
		"Los lugares con nombre por los que pasan las líneas, en orden, con su precisión.",
		"The named places the lines run through, in order, with their precision.", `
		line seq:int name name_es district province department position_precision_m:number name_precision_m:number precision_stated
		route_code route_code_es former_codes former_codes_es surface surface_es km_posts_cited km_posts_cited_es
		km_estimate:number basis basis_es note note_es source:source routes:texts`).searchable(""),
	spatial("actors", "Actores", "Actors",
		"Comunidades, empresas, entidades del Estado y organizaciones.",
		"Communities, companies, state bodies and organisations.", `
		code* name* name_es* kind* role* role_es* district* province* department* precision=place_precision* note* note_es*
		source:source* incidents:ints`).searchable(""),
	plain("decrees", "Decretos", "Decrees",
		"Los actos que declaran, prorrogan o levantan la emergencia, y los que cambian la clase de la vía.",
		"The acts that declare, extend or lift the emergency, and those that change the road's class.", `
		number* title_es* title_en* kind=effect* period:period published:date* effective:date* words_es* words_en* evidence* note* note_es*
		zones:ints lifts:ints sources:sources*`).searchable(""),
	plain("instruments", "Otras normas", "Other instruments",
		"Apoyo de las Fuerzas Armadas; resoluciones que crean, cambian o prorrogan mesas.",
		"Army support; resolutions that create, change or extend dialogue tables.", `
		period:period issued:date term_end:date kind=instrument_kind place place_es effect effect_es cases:ints source:source`).searchable(""),
	plain("incident-kinds", "Tipos de incidente", "Incident kinds", "Los tipos y su grupo.", "The kinds and their group.", `
		code category=category label_es label_en incidents:int`).searchable(""),
	plain("claims", "Versiones", "Claims",
		"Lo que cada fuente dice de cada incidente: fechas, lugar, víctimas, relato.",
		"What each source says of each incident: dates, place, casualties, account.", `
		incident:int* field=field* value* value_es* low:int* high:int* start:date* end:date* ord:int* source:int*
		source_name source_name_es source_url stated_on:date note_es* note_en*`).searchable(""),
	plain("sources", "Fuentes", "Sources", "Artículos, informes y listas.", "Articles, reports and lists.", `
		name* name_es* url* date:date* edition:int*`).searchable(""),
	plain("cases", "Casos de la Defensoría", "Ombudsman's cases",
		"Los casos de conflicto social que sigue la Defensoría del Pueblo.",
		"The social conflict cases the Defensoría del Pueblo follows.", `
		code title title_es department kind period:period first_reported:date last_reported:date last_state=case_state
		incidents:ints source:source`).searchable(""),
	plain("case-months", "Casos, mes a mes", "Cases, month by month",
		"El estado de cada caso en cada reporte mensual.", "The state of each case in each monthly report.", `
		case:int period:period month state=case_state dialogue:bool report_edition:int`),
	plain("dialogue-tables", "Mesas y acuerdos", "Dialogue tables",
		"Mesas, grupos de trabajo, actas y treguas.", "Tables, working groups, accords and truces.", `
		code* kind=table_kind* name_es* name_en* period:period started* legal_basis* legal_basis_es* parties* parties_es*
		place* place_es* area* agreed_es* agreed_en* responsible* responsible_es* due* due_es* status* status_es* follow_up*
		withdrawal* withdrawal_es* note* note_es* cases:ints* meetings:json commitments:json source:source*`).searchable(""),
	plain("meetings", "Reuniones", "Meetings",
		"Reuniones realizadas, frustradas, suspendidas o abandonadas.", "Meetings held, failed, suspended or walked out of.", `
		code* period:period date* space* space_es* dialogue_table:int* place* place_es* kind=meeting_kind*
		parties* parties_es* outcome* outcome_es* next* cases:ints* source:source*`).searchable(""),
	plain("commitments", "Compromisos", "Commitments",
		"Quién debe qué a quién, para cuándo, y cómo va según el último reporte.",
		"Who owes what to whom, by when, and how it stands in the last report.", `
		code* period:period agreed* space* space_es* dialogue_table:int* commitment* commitment_es* responsible* responsible_es*
		beneficiary* beneficiary_es* due* due_es* status=commitment_status* status_date* evidence* evidence_es* cases:ints* source:source*`).searchable(""),
}

func spatial(id, es, en, aboutES, aboutEN, list string) Collection {
	c := plain(id, es, en, aboutES, aboutEN, list)
	c.Spatial = true
	return c
}

func plain(id, es, en, aboutES, aboutEN, list string) Collection {
	raw, err := collectionQueries.ReadFile("queries/collections/" + id + ".sql")
	if err != nil {
		panic(err) // a collection without its query does not leave the workshop
	}
	c := Collection{
		ID: id, TitleES: es, TitleEN: en, DescriptionES: aboutES, DescriptionEN: aboutEN,
		Properties: properties(list), query: string(raw),
	}
	_, c.Temporal = c.Property("period")
	layer := strings.ReplaceAll(id, "-", "_")
	if slices.ContainsFunc(tiles.Layers(), func(l tiles.LayerInfo) bool { return l.Name == layer }) {
		c.Layer = layer
	}
	return c
}

// everDated says that every item has a period, so that a time need not ask for
// those without.
func (c Collection) everDated() Collection {
	c.dated = true
	return c
}

// searchable says that words can be searched in the collection: in its column
// search or, where also is given, by that function of the database.
func (c Collection) searchable(also string) Collection {
	c.Searchable, c.search = true, also
	return c
}
