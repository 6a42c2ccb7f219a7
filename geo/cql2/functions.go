package cql2

// Function is a function of our own that a filter may call.
type Function struct {
	Name                         string
	Args                         []Argument
	Returns                      Type
	DescriptionES, DescriptionEN string
}

// Argument is one argument of a Function. It is written out in the filter: a
// text or a number, not a property.
type Argument struct {
	Name           string
	Type           Type
	DescES, DescEN string
	Min, Max       float64 // of a number, both included
}

// longest metres that a function takes: a strip or a circle wider than that is
// no longer about a place.
const mostMetres = 1_000_000

var functions = []Function{
	{
		Name: "within_zone", Returns: BooleanType,
		DescriptionES: "La geometría del elemento está dentro del polígono de la zona, borde incluido.",
		DescriptionEN: "The item's geometry lies within the polygon of the zone, edge included.",
		Args: []Argument{
			{Name: "zone", Type: NumberType, DescES: "id de la zona; la colección zones los da", DescEN: "id of the zone; the collection zones has them", Min: 0, Max: 1 << 53},
		},
	},
	{
		Name: "on_road", Returns: BooleanType,
		DescriptionES: "El elemento toca la vía entre dos kilómetros de una escala, o la franja a sus lados.",
		DescriptionEN: "The item touches the road between two kilometres of a scale, or the strip beside it.",
		Args: []Argument{
			{Name: "route", Type: TextType, DescES: "código de la ruta, como haul_route; la colección routes los da", DescEN: "code of the route, such as haul_route; the collection routes has them"},
			{Name: "scale", Type: TextType, DescES: "código de una escala de kilómetros de esa ruta, como pe3sy_decrees", DescEN: "code of a km scale of that route, such as pe3sy_decrees"},
			{Name: "from", Type: NumberType, DescES: "kilómetro donde empieza", DescEN: "km at which it begins", Min: -10_000, Max: 10_000},
			{Name: "to", Type: NumberType, DescES: "kilómetro donde termina", DescEN: "km at which it ends", Min: -10_000, Max: 10_000},
			{Name: "metres", Type: NumberType, DescES: "ancho a cada lado, en metros", DescEN: "width on each side, in metres", Min: 0, Max: mostMetres},
		},
	},
	{
		Name: "near", Returns: BooleanType,
		DescriptionES: "El elemento está a lo más a tantos metros del punto, medidos sobre el elipsoide WGS 84.",
		DescriptionEN: "The item is at most so many metres from the point, measured on the WGS 84 ellipsoid.",
		Args: []Argument{
			{Name: "lon", Type: NumberType, DescES: "longitud en grados, WGS 84", DescEN: "longitude in degrees, WGS 84", Min: -180, Max: 180},
			{Name: "lat", Type: NumberType, DescES: "latitud en grados, WGS 84", DescEN: "latitude in degrees, WGS 84", Min: -90, Max: 90},
			{Name: "metres", Type: NumberType, DescES: "distancia máxima en metros", DescEN: "largest distance in metres", Min: 0, Max: mostMetres},
		},
	},
	{
		Name: "matches", Returns: BooleanType,
		DescriptionES: "El texto del elemento contiene cada una de las palabras, sin distinguir mayúsculas, tildes ni letras dobles; la coma separa alternativas.",
		DescriptionEN: "The item's text holds each of the words, whatever their capitals, accents and doubled letters; commas part alternatives.",
		Args: []Argument{
			{Name: "words", Type: TextType, DescES: "palabras que se buscan", DescEN: "words to look for"},
		},
	},
}

// Functions returns the functions of our own that Check knows, in the order in
// which they are listed. Do not change what it returns.
func Functions() []Function { return functions }

// functionNamed finds a function by its name in small letters.
func functionNamed(low string) (Function, bool) {
	for _, f := range functions {
		if f.Name == low {
			return f, true
		}
	}
	return Function{}, false
}
