package web

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"corredor/geo"
	"corredor/tiles/picture"
)

// readPlace reads where the view looks: the middle with a zoom, or a box.
func (v *view) readPlace(given map[string]string) (err error) {
	if text, ok := given["bbox"]; ok {
		if _, both := given["mapa"]; both {
			return geo.Invalidf("bbox", "A view is a mapa or a bbox; this has both.")
		}
		box, err := geo.ParseBBox(text)
		if err != nil {
			return err
		}
		if box.Crosses() || box.West == box.East && box.South == box.North {
			return geo.Invalidf("bbox", "The box of a picture has a width or a height and does not cross the antimeridian.")
		}
		v.Box = &box
	}
	text, ok := given["mapa"]
	if !ok {
		return nil
	}
	parts := strings.Split(text, "/")
	var n [3]float64
	for i := range n {
		if len(parts) == len(n) {
			n[i], err = strconv.ParseFloat(parts[i], 64)
		}
		if len(parts) != len(n) || err != nil {
			return geo.Invalidf("mapa", "mapa is a zoom, a latitude and a longitude, such as 9.2/-14.1/-71.9; %q is not.", geo.Clip(text, 60))
		}
	}
	if !(n[0] >= 0 && n[0] <= mostZoom && n[1] >= -mostMap && n[1] <= mostMap && n[2] >= -180 && n[2] <= 180) {
		return geo.Invalidf("mapa", "The zoom lies within 0 and %d, the latitude within ±%d and the longitude within ±180; %q does not.", mostZoom, mostMap, geo.Clip(text, 60))
	}
	v.At = &picture.Place{Zoom: n[0], Center: orb.Point{n[2], n[1]}}
	return nil
}

// readDays reads the date of the zones and the period of the incidents. As on the
// page, a date alone widens the period to it, and a period draws the date along.
func (v *view) readDays(given map[string]string) (err error) {
	period, ranged := given["period"]
	if ranged {
		from, to, ok := strings.Cut(period, "/")
		if !ok {
			return geo.Invalidf("period", "A period is two days, 2019-01-01/2019-12-31; %q is not.", geo.Clip(period, 60))
		}
		if v.From, err = viewDay("period", from); err != nil {
			return err
		}
		if v.To, err = viewDay("period", to); err != nil {
			return err
		}
		if v.From > v.To {
			return geo.Invalidf("period", "The period is reversed: %s comes after %s.", from, to)
		}
	}
	if text, ok := given["fecha"]; ok {
		if v.Date, err = viewDay("fecha", text); err != nil {
			return err
		}
		if !ranged {
			v.From, v.To = min(v.From, v.Date), max(v.To, v.Date)
		}
	}
	v.Date = max(v.From, min(v.Date, v.To))
	return nil
}

func viewDay(name, text string) (geo.Day, error) {
	d, err := geo.ParseDay(text)
	if err != nil || d < earliest || d > latest {
		return 0, geo.Invalidf(name, "%q is not a day from 1900 to 2100; write it as 2019-04-02.", geo.Clip(text, 40))
	}
	return d, nil
}

// readChoices reads which incidents and which layers are shown.
func (v *view) readChoices(given map[string]string) (err error) {
	for _, c := range []struct {
		name  string
		words []string
		to    *[]string
	}{
		{"category", viewCategories, &v.Categories}, {"place_precision", viewPrecisions, &v.Precisions}, {"status", viewStatuses, &v.Statuses},
		{"sincapa", picture.Layers, &v.Hidden},
	} {
		text, ok := given[c.name]
		if !ok {
			continue
		}
		*c.to = []string{}
		listed := strings.Split(text, ",")
		if text == "" {
			continue // nothing at all
		}
		for _, word := range listed {
			if !slices.Contains(c.words, word) {
				return badChoice(c.name, word, "value", c.words)
			}
		}
		for _, word := range c.words {
			if slices.Contains(listed, word) {
				*c.to = append(*c.to, word)
			}
		}
	}
	if text, ok := given["kind"]; ok {
		v.Kinds = strings.Split(text, ",")
		for _, kind := range v.Kinds {
			if kind == "" || len(kind) > 40 || strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz_") != "" || len(v.Kinds) > mostWords {
				return geo.Invalidf("kind", "Kinds are words such as blockade with commas between them, %d at most; %q is none.", mostWords, geo.Clip(kind, 40))
			}
		}
		slices.Sort(v.Kinds)
		v.Kinds = slices.Compact(v.Kinds)
	}
	if v.Text = strings.TrimSpace(given["q"]); utf8.RuneCountInString(v.Text) > mostTitle {
		return geo.Invalidf("q", "The words to search for are longer than %d letters.", mostTitle)
	}
	v.Filter = given["filter"]
	v.filter, _, err = readFilter(given, incidentsCollection())
	return err
}

// readSelected reads the one thing that stands out.
func (v *view) readSelected(given map[string]string) error {
	for _, s := range viewSelections {
		text, ok := given[s.name]
		if !ok {
			continue
		}
		id, err := readNumber(s.name, text, 0)
		if err != nil || len(text) > 15 {
			return geo.Invalidf(s.name, "%s is named by its number; %q is none.", s.name, geo.Clip(text, 40))
		}
		if v.Selected.Kind != "" {
			return geo.Invalidf(s.name, "One thing can be selected; there are two.")
		}
		v.Selected = picture.Selected{Kind: s.kind, ID: id}
	}
	return nil
}

// readDress reads the size and the look of the picture, and which data it shows.
func (v *view) readDress(given map[string]string) (err error) {
	choice := func(name, noun string, words ...string) (string, error) {
		text, ok := given[name]
		if !ok {
			return words[0], nil
		}
		if !slices.Contains(words, text) {
			return "", badChoice(name, text, noun, words)
		}
		return text, nil
	}
	l, err := choice("idioma", "language", "es", "en")
	if err != nil {
		return err
	}
	v.Lang = lang(l)
	theme, err := choice("theme", "theme", "light", "dark")
	if err != nil {
		return err
	}
	v.Theme = picture.Theme(theme)
	legend, err := choice("legend", "legend", "yes", "no")
	if err != nil {
		return err
	}
	v.Legend = legend == "yes"
	callouts, err := choice("callouts", "callouts", "no", "yes")
	if err != nil {
		return err
	}
	v.Callouts = callouts == "yes"
	fonts, err := choice("fonts", "way of having fonts", "name", "embed")
	if err != nil {
		return err
	}
	v.Fonts = fonts == "embed"
	if _, err = choice("paso", "step", "dia", "semana", "mes"); err != nil {
		return err
	}
	if _, err = choice("orden", "order", "newest", "oldest", "longest", "place"); err != nil {
		return err
	}
	for name, to := range map[string]*int{"width": &v.Width, "height": &v.Height} {
		if text, ok := given[name]; ok {
			n, err := strconv.Atoi(text)
			if err != nil || n < leastSide || n > picture.MostSide || strings.HasPrefix(text, "+") {
				return geo.Invalidf(name, "%s is a whole number of pixels from %d to %d; %q is not.", name, leastSide, picture.MostSide, geo.Clip(text, 40))
			}
			*to = n
		}
	}
	if text, ok := given["scale"]; ok {
		v.Scale, err = strconv.ParseFloat(text, 64)
		if err != nil || !(v.Scale >= 1 && v.Scale <= mostScale) || len(text) > 6 {
			return geo.Invalidf("scale", "scale is a number from 1 to %d; %q is not.", mostScale, geo.Clip(text, 40))
		}
	}
	for name, to := range map[string]*string{"title": &v.Title, "subtitle": &v.Subtitle} {
		if *to = strings.Join(strings.Fields(given[name]), " "); utf8.RuneCountInString(*to) > mostTitle {
			return geo.Invalidf(name, "The %s is longer than %d letters.", name, mostTitle)
		}
	}
	v.Version = given["version"]
	return nil
}
