package web

import "maps"

func init() { maps.Copy(words, apiWords) }

// apiWords is the part of the dictionary that the pages of the API use.
var apiWords = map[string]struct{ es, en string }{
	"api.landing":     {"Esta página", "This page"},
	"api.definition":  {"Definición de la interfaz", "Definition of the interface"},
	"api.conformance": {"Clases de conformidad", "Conformance classes"},
	"api.collections": {"Colecciones", "Collections"},
	"api.tiles":       {"Teselas vectoriales", "Vector tiles"},
	"api.about":       {"De qué trata", "What it holds"},
	"api.items":       {"Elementos", "Items"},
	"api.table":       {"Como tabla", "As a table"},
	"api.reach":       {"Extensión (oeste, sur – este, norte)", "Extent (west, south – east, north)"},
	"api.time":        {"Periodo", "Period"},
	"api.always":      {"sin comienzo conocido", "no known beginning"},
	"api.open":        {"hasta hoy", "until today"},
	"api.id":          {"Nombre en la interfaz", "Name in the interface"},

	"guide.title":      {"La interfaz de datos", "The data interface"},
	"guide.lead":       {"Cada dirección, cada parámetro y cada respuesta, con ejemplos que se pueden abrir. El texto está en inglés.", "Every address, every parameter and every answer, with examples to open."},
	"guide.contents":   {"Contenido", "Contents"},
	"guide.about":      {"Para empezar", "To begin"},
	"guide.address":    {"Dirección de este servidor", "Address of this server"},
	"guide.parameters": {"Parámetros", "Parameters"},
	"guide.inPath":     {"en la dirección", "in the path"},
	"guide.inHeader":   {"en la cabecera", "in the header"},
	"guide.required":   {"obligatorio", "required"},
	"guide.always":     {"siempre", "always"},
	"guide.default":    {"Si falta:", "Without it:"},
	"guide.example":    {"Ejemplo:", "Example:"},
	"guide.body":       {"Qué se envía", "What is sent"},
	"guide.answers":    {"Respuestas", "Answers"},
	"guide.token":      {"con clave", "with a token"},
	"guide.ask":        {"Pedir", "Ask"},
	"guide.try":        {"Abrir", "Open"},
	"guide.schemas":    {"Esquemas", "Schemas"},

	"conformance.lead": {
		"Las clases de las normas OGC que esta interfaz cumple, y ninguna más.",
		"The classes of the OGC standards that this interface keeps, and no others."},
	"conformance.class":   {"Clase", "Class"},
	"conformance.address": {"Dirección", "Address"},

	"tms.title": {"Esquemas de teselas", "Tiling schemes"},
	"tms.lead":  {"Cómo se reparte el mundo en teselas.", "How the world is divided into tiles."},
	"tms.quad":  {"El cuadrado de Web Mercator, partido en cuatro a cada nivel de acercamiento.", "The square of Web Mercator, quartered at each zoom."},
	"tms.set":   {"Esquema", "Scheme"},
	"tms.crs":   {"Sistema de coordenadas", "Coordinate system"},
	"tms.zoom":  {"Nivel", "Zoom"},
	"tms.scale": {"Escala en el ecuador", "Scale at the equator"},
	"tms.cell":  {"Píxel", "Pixel"},
	"tms.tiles": {"Columnas × filas", "Columns × rows"},

	"tiles.all":     {"Todo el mapa", "The whole map"},
	"tiles.of":      {"Teselas: {a}", "Tiles: {a}"},
	"tiles.lead":    {"Teselas vectoriales dibujadas desde la memoria: las mismas que muestra el mapa.", "Vector tiles drawn from memory: those that the map shows."},
	"tiles.sets":    {"Juegos de teselas", "Tilesets"},
	"tiles.address": {"Dirección de una tesela", "Address of a tile"},
	"tiles.format":  {"Formato", "Format"},
	"tiles.layers":  {"Capas", "Layers"},
	"tiles.layer":   {"Capa", "Layer"},
	"tiles.shows":   {"Muestra", "Shows"},
	"tiles.fields":  {"Campos", "Fields"},
	"tiles.zooms":   {"Niveles", "Zooms"},
}
