package picture

import "github.com/paulmach/orb"

// Names of departments and waters stand at points placed by hand, as on the page
// (web/app/src/names.ts): beside the corridor, where the map has room for them.
var departments = []struct {
	name string
	at   orb.Point
}{
	{"Apurímac", orb.Point{-72.75, -14.0}},
	{"Cusco", orb.Point{-71.5, -14.3}},
	{"Arequipa", orb.Point{-72.38, -15.79}},
	{"Puno", orb.Point{-70.35, -14.75}},
	{"Moquegua", orb.Point{-70.91, -16.89}},
	{"Tacna", orb.Point{-70.3, -17.5}},
	{"Ayacucho", orb.Point{-74.1, -14.35}},
}

// waters are named from the zoom at which each is wide enough.
var waters = []struct {
	es, en string
	from   float64
	at     orb.Point
}{
	{"Océano Pacífico", "Pacific Ocean", 5, orb.Point{-73.3, -17.35}},
	{"Lago Titicaca", "Lake Titicaca", 6, orb.Point{-69.45, -15.75}},
	{"Laguna Arapa", "Laguna Arapa", 8, orb.Point{-69.99, -15.19}},
	{"Laguna Langui Layo", "Laguna Langui Layo", 8, orb.Point{-71.23, -14.49}},
	{"Laguna Lagunillas", "Laguna Lagunillas", 9, orb.Point{-70.74, -15.725}},
	{"Laguna Umayo", "Laguna Umayo", 9, orb.Point{-70.195, -15.745}},
	{"Laguna Parinacochas", "Laguna Parinacochas", 7, orb.Point{-73.705, -15.3}},
}
