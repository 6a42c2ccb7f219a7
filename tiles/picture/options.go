package picture

import (
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"corredor/geo"
	"corredor/tiles"
)

// Theme is light or dark.
type Theme string

// The themes.
const (
	Light Theme = "light"
	Dark  Theme = "dark"
)

// Place is a view by its middle, in degrees, and a zoom as the page counts it: the
// world is 512 CSS pixels wide at zoom 0.
type Place struct {
	Zoom   float64
	Center orb.Point // longitude, latitude
}

// Selected is the one thing that stands out: an "incident", "zone", "place" or
// "km-post" with its number. The zero Selected is nothing.
type Selected struct {
	Kind string
	ID   int64
}

// Layers are the groups of layers that a picture can leave out.
var Layers = []string{"zones", "incidents", "legal", "rail", "km", "places", "boundaries"}

// Drawing numbers the way pictures are drawn. Raise it whenever the same data and options
// make another picture, or readers will keep their old ones.
const Drawing = 3

// MostSide bounds the sides of a picture, in its own pixels.
const MostSide = 4096

// Options say what a picture shows and how. Sizes are CSS pixels.
type Options struct {
	Width, Height float64
	Scale         float64 // pixels of a PNG to one of CSS; 0 is 1
	Theme         Theme   // empty is Light
	English       bool    // in place of Spanish
	At            *Place
	Box           *geo.BBox     // what the picture has to hold, where At is nil; without either, the corridor
	Date          geo.Day       // zones in force on it are drawn
	From, To      geo.Day       // the period that Filter chooses by, for the words of the picture
	Filter        *tiles.Filter // of the incidents, by the snapshot that is drawn; nil for all
	Hidden        []string      // of Layers
	Selected      Selected

	// Title and Subtitle stand above the map; without them the date, the period and Only,
	// which says in words which of the incidents there are. NoTitle leaves the map without
	// any.
	Title, Subtitle, Only string
	NoTitle               bool
	Legend                bool   // below the map
	Credit                string // who made the data, and as of when; the makers of the ground follow it
	EmbedFonts            bool   // an SVG brings its letters along
	// Callouts names the incidents that stand alone, with their days, and fewer places
	// instead: the look of a figure in an article.
	Callouts bool
	// Bare leaves the foot out, for a map too small to bear one: who shows it has to tell
	// the credit.
	Bare bool
	// Uncredited leaves the credit out of the foot, likewise.
	Uncredited bool
	// Corner is the width and height of what will cover the corner on the lower right: no
	// name stands there.
	Corner [2]float64
}

// checked returns the options with what was left open filled in.
func (o Options) checked() (Options, error) {
	if o.Scale == 0 {
		o.Scale = 1
	}
	if o.Theme == "" {
		o.Theme = Light
	}
	if palettes[o.Theme] == nil {
		return o, geo.Invalidf("theme", "There is no theme %q here. Possible are: light, dark.", geo.Clip(string(o.Theme), 40))
	}
	if !(o.Scale > 0 && o.Scale <= 8) {
		return o, geo.Invalidf("scale", "The scale of a picture lies above 0 and within 8.")
	}
	for _, side := range []struct {
		name string
		size float64
	}{{"width", o.Width}, {"height", o.Height}} {
		if !(side.size >= 16 && math.Ceil(side.size*o.Scale) <= MostSide) {
			return o, geo.Invalidf(side.name, "The %s of a picture is at most %d pixels after its scale; %g × %g is not.", side.name, MostSide, side.size, o.Scale)
		}
	}
	for _, name := range o.Hidden {
		if !slices.Contains(Layers, name) {
			return o, geo.Invalidf("sincapa", "There is no layer %q. The layers are %s.", geo.Clip(name, 40), strings.Join(Layers, ", "))
		}
	}
	return o, nil
}

func (o Options) shows(layer string) bool { return !slices.Contains(o.Hidden, layer) }

// say picks the text of the picture's language.
func (o Options) say(es, en string) string {
	if o.English {
		return en
	}
	return es
}

func (o Options) day(d geo.Day) string { return o.say(d.Words().ES, d.Words().EN) }
