package imports

import (
	"strings"

	"corredor/geo"
)

// incidentNames are the properties of an incident that a file may state, what
// headers call them, and their HXL tags.
var incidentNames = []name{
	iCode:      {"code", "codigo,código,clave,ref,event code,codigo del incidente", "#event+code #event+id"},
	iKind:      {"kind", "tipo,clase,tipo de incidente,tipo de evento,event type,type,evento", "#event+type"},
	iMode:      {"closure_mode", "modo,modo de cierre,modalidad,tipo de cierre", "#access+mode"},
	iStatus:    {"status", "estado,verificación,estado de verificación,fiabilidad", "#status"},
	iStart:     {"start", "inicio,desde,fecha,fecha de inicio,fecha inicio,fecha_inicio,date,start date,date start,begin,primer día,fecha del incidente,event date", "#date+start #date+occurred #date"},
	iEnd:       {"end", "fin,hasta,fecha de fin,fecha fin,fecha_fin,término,fecha de término,end date,date end,último día", "#date+end"},
	iPeriod:    {"period", "periodo,período", "#date+range"},
	iTime:      {"time_precision", "precisión temporal,precisión de la fecha,precision de fecha", "#date+precision"},
	iPlace:     {"place", "lugar,localidad,sitio,location,comunidad,community,centro poblado,place name", "#loc+name"},
	iPlaceES:   {"place_es", "lugar en español", "#loc+name+i_es"},
	iPrecision: {"place_precision", "precisión del lugar,precisión espacial,precisión,geo precision,location precision", "#geo+precision"},
	iBasis:     {"place_basis", "fuente del lugar,coord basis,base de la ubicación", ""},
	iDistrict:  {"district", "distrito,adm3,admin3,adm3 name", "#adm3+name #adm3"},
	iProvince:  {"province", "provincia,adm2,admin2,adm2 name", "#adm2+name #adm2"},
	iRegion:    {"department", "departamento,región,region,adm1,admin1,adm1 name", "#adm1+name #adm1"},
	iArea:      {"area", "área,zona", "#region+name"},
	iLon:       {"lon", "longitud,longitude,lng,long,x,este", "#geo+lon"},
	iLat:       {"lat", "latitud,latitude,y", "#geo+lat"},
	iGeometry:  {"geometry", "geom,wkt,geometría,the geom,geom wkt", "#geo+wkt"},
	iKmStated:  {"km_stated", "km declarado,kilómetro,km indicado", "#loc+route+km+text"},
	iKmOf:      {"km_reference", "referencia del km", ""},
	iKmOfES:    {"km_reference_es", "referencia del km en español", ""},
	iDeaths:    {"deaths_best", "muertos,fallecidos,fatalities,deaths,muertes,víctimas mortales,killed", "#affected+killed"},
	iDeathsLow: {"deaths_low", "muertos mínimo,fallecidos mínimo,deaths min", "#affected+killed+min"},
	iDeathsTop: {"deaths_high", "muertos máximo,fallecidos máximo,deaths max", "#affected+killed+max"},
	iHurt:      {"injured_best", "heridos,injured,lesionados,wounded", "#affected+injured"},
	iHurtLow:   {"injured_low", "heridos mínimo,injured min", "#affected+injured+min"},
	iHurtTop:   {"injured_high", "heridos máximo,injured max", "#affected+injured+max"},
	iHurtText:  {"injured_text", "heridos en palabras", "#affected+injured+text"},
	iES:        {"summary_es", "resumen,resumen en español,descripción,relato,hechos,sumilla", "#description+i_es"},
	iEN:        {"summary_en", "summary,description,resumen en inglés,notes", "#description+i_en #description"},
	iTold:      {"summary_es_translated", "resumen traducido", ""},
	iNote:      {"note", "nota,observaciones,observación,comentario,precision note", "#meta+note"},
	iNoteES:    {"note_es", "nota en español", "#meta+note+i_es"},
	iActors:    {"actors", "actores,actor,participantes,organizaciones", "#org+name+list #org+name #org"},
	iSources:   {"sources", "fuentes", "#meta+source+url+list"},
	iSource:    {"source_name", "fuente,source,medio,nombre de la fuente", "#meta+source+name #meta+source"},
	iAddress:   {"source_url", "url,enlace,link,dirección,web,url de la fuente", "#meta+source+url #meta+url"},
	iDated:     {"source_date", "fecha de la fuente,fecha de publicación,date published", "#date+published"},
	iCases:     {"cases", "casos,case id,caso", "#crisis+id+list"},
	iGrant:     {"duplicate_ok", "duplicado aceptado", ""},
}

// The positions of the properties in incidentNames.
const (
	iCode = iota
	iKind
	iMode
	iStatus
	iStart
	iEnd
	iPeriod
	iTime
	iPlace
	iPlaceES
	iPrecision
	iBasis
	iDistrict
	iProvince
	iRegion
	iArea
	iLon
	iLat
	iGeometry
	iKmStated
	iKmOf
	iKmOfES
	iDeaths
	iDeathsLow
	iDeathsTop
	iHurt
	iHurtLow
	iHurtTop
	iHurtText
	iES
	iEN
	iTold
	iNote
	iNoteES
	iActors
	iSources
	iSource
	iAddress
	iDated
	iCases
	iGrant
	incidentProperties
)

// words are codes as people write them.
type words map[string]string

// codeWords reads lines of a code and, after a colon, what else it is called.
func codeWords(lines string) words {
	w := words{}
	for _, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		code, also, _ := strings.Cut(strings.TrimSpace(line), ":")
		w[geo.Fold(code)] = code
		for _, a := range strings.Split(also, ",") {
			if key := geo.Fold(a); key != "" {
				w[key] = code
			}
		}
	}
	return w
}

var (
	modeWords = codeWords(`
		total:cierre total,completo,full
		mine_vehicles:vehículos de la mina,vehículos mineros,camiones de la mina,mine vehicles only
		one_company:una empresa,solo una empresa,one company only
		intermittent:intermitente,parcial,partial`)
	statusWords = codeWords(`
		unverified:no verificado,sin verificar,no confirmado
		corroborated:corroborado,contrastado
		verified:verificado,confirmado,confirmed
		disputed:disputado,en disputa,controvertido`)
	timeWords = codeWords(`
		day:día,exacta,exact
		week:semana
		month:mes`)
	precisionWords = codeWords(`
		exact:exacta,exacto,punto
		community:comunidad,localidad,aproximada
		district:distrito
		province:provincia
		unknown:desconocida,desconocido,ninguna`)
	// kindWords are kinds under names that are neither their codes nor labels.
	kindWords = codeWords(`
		blockade:bloqueo de vía,bloqueo de carretera,corte de ruta,toma de carretera,road block,roadblock,piquete
		strike:huelga,paro indefinido,paralización
		clash:choque,violent clash,enfrentamientos
		march:movilización,desfile,demonstration
		rally:plantón,protesta,protest,mitin
		police_operation:desbloqueo,operativo
		agreement:acta,acuerdo firmado
		dialogue_event:reunión,mesa de diálogo`)
)
